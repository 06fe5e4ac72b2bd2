//! Maintenance of the folders on EBP's servers (*SAAS API Maintenance*): whoever works in a folder is thrown out, or what they hold is let go.

use guichet_core::vendor::Client;
use guichet_core::{Operation, Pager, Result, operations};

use crate::ids::FolderId;
use crate::saas::folders::{Folder, FoldersQuery};

operations! {
    FOLDERS:    Safe,   GET  "/maintenance/api/v1/Folders",                      "ebp.maintenance.folders.list",       "Obtenir les dossiers";
    UNLOG_ALL:  Unsafe, POST "/maintenance/api/v1/Folders/{FolderId}/UnlogAll",  "ebp.maintenance.folders.unlog-all",  "Envoyer une demande pour déconnecter tous les utilisateurs";
    UNLOCK_ALL: Unsafe, POST "/maintenance/api/v1/Folders/{FolderId}/UnlockAll", "ebp.maintenance.folders.unlock-all", "Envoyer une demande pour supprimer les verrous pour tous les utilisateurs";
}

/// The operations of the maintenance, in the order of the documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied()
}

/// Maintenance of the folders on EBP's servers.
///
/// ```
/// # #[cfg(not(feature = "login"))]
/// # fn main() {}
/// # #[cfg(feature = "login")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::saas::FoldersQuery;
///
/// // Before a night's import: nobody may hold a record. Users stay signed in.
/// let folders = ebp.maintenance().folders(FoldersQuery::default()).collect_all().await?;
/// for folder in &folders {
///     ebp.maintenance().remove_all_locks(&folder.id).await?;
/// }
/// assert!(!folders.is_empty());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Maintenance {
    client: Client,
}

impl crate::Ebp {
    /// Maintenance of the folders on EBP's servers.
    pub fn maintenance(&self) -> Maintenance {
        Maintenance { client: self.client().clone() }
    }
}

guichet_core::handle! {
    Maintenance, find: crate::find,
    operation: "The folder is an argument like any other.",
    request: "The folder is an argument like any other.",
}

impl Maintenance {
    fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client }
    }

    /// Lists the folders of who signed in (*dossiers*). Safe.
    pub fn folders(&self, query: FoldersQuery) -> Pager<Folder> {
        query.list(self.client.call(&FOLDERS))
    }

    /// **Signs everybody out of a folder** (*déconnecter tous les utilisateurs*, `UnlogAll`): who works in it loses what is not saved.
    /// That this program's own tokens stay good is *unverified* (IE-10). **Unsafe**: repeated, it throws out those who came back meanwhile.
    ///
    /// **Sending again**: after an unknown outcome, whether anybody is signed in cannot be asked; send it again only where nobody may
    /// be in the folder.
    ///
    /// # Errors
    /// That an unknown folder is a 404 is *unverified* (IE-10).
    #[doc(alias = "UnlogAll")]
    pub async fn disconnect_all_users(&self, folder: impl Into<FolderId>) -> Result<()> {
        self.client.call(&UNLOG_ALL).arg(folder.into()).send_empty().await
    }

    /// **Drops the locks of all users on the records of a folder** (*supprimer les verrous*, `UnlockAll`), who stay signed in: two of them may then
    /// write over each other. **Unsafe**: repeated, it drops the locks that were taken meanwhile.
    ///
    /// **Sending again**: after an unknown outcome, whether a record is locked cannot be asked; send it again only where nobody may
    /// be writing.
    ///
    /// # Errors
    /// That an unknown folder is a 404 is *unverified* (IE-10).
    #[doc(alias = "UnlockAll")]
    pub async fn remove_all_locks(&self, folder: impl Into<FolderId>) -> Result<()> {
        self.client.call(&UNLOCK_ALL).arg(folder.into()).send_empty().await
    }
}
