//! Which folder (*dossier*) a call is about. EBP's products name it in three ways, which are three types here: the folder of
//! one product cannot be given to another.
//!
//! ```compile_fail
//! # fn try_it(ebp: guichet_ebp::Ebp) {
//! let folder = guichet_ebp::DomainId::from("12");
//! ebp.accounting(folder); // wants a TenantId
//! # }
//! ```

use guichet_core::string_id;

string_id! {
    /// A folder of Hubbix Comptabilité TPE, sent in the header `tenantid`: a UUID, kept as it is spelled.
    pub struct TenantId;
}

string_id! {
    /// A folder of Hubbix Gestion Commerciale TPE, sent in the header `DomainId`.
    pub struct DomainId;
}

string_id! {
    /// A folder of the SaaS products, Gescom and Bâtiment: a segment of the path.
    pub struct FolderId;
}
