//! The handles of a product and of its folders, written once.

/// Writes both handles. `ROUTES` and `Table` are those of the module.
macro_rules! saas_product {
    ($(#[$doc:meta])* $name:ident, $method:ident, $folder:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            product: $crate::saas::api::Product,
        }

        impl $crate::Ebp {
            $(#[$doc])*
            pub fn $method(&self) -> $name {
                $name { product: $crate::saas::api::Product { client: self.client().clone(), routes: &ROUTES } }
            }
        }

        impl $name {
            fn client(&self) -> &guichet_core::vendor::Client {
                &self.product.client
            }

            fn on(&self, client: guichet_core::vendor::Client) -> Self {
                Self { product: self.product.on(client) }
            }

            /// The same with texts in another language, `en-GB` say (*Accept-Language*); French by default.
            #[must_use]
            pub fn language(&self, language: &str) -> Self {
                self.with($crate::CallOptions::new().header("Accept-Language", language))
            }

            /// Lists the folders of who signed in (*dossiers*). Safe.
            pub fn folders(&self, query: $crate::saas::folders::FoldersQuery) -> $crate::Pager<$crate::saas::folders::Folder> {
                query.list(self.product.client.call(self.product.routes.folders))
            }

            /// Lists the tables whose columns may be shown beside those of a table, behind their name: `Unit.Caption`
            /// (*dépendances*). Safe.
            pub fn dependencies(&self, table: impl Into<Table>) -> $crate::Pager<String> {
                let call = self.product.client.call(self.product.routes.dependencies);
                $crate::saas::answer::linked_tables(call.arg(table.into()))
            }

            /// What is in one folder.
            pub fn folder(&self, folder: impl Into<$crate::FolderId>) -> $folder {
                $folder { folder: $crate::saas::api::Folder { product: self.product.clone(), id: folder.into() } }
            }
        }

        guichet_core::handle! {
            $name, find: $crate::find,
            operation: "The call names no folder: the handle of a folder does.",
        }

        /// A folder of the product.
        #[derive(Debug, Clone)]
        pub struct $folder {
            folder: $crate::saas::api::Folder,
        }

        impl $folder {
            fn client(&self) -> &guichet_core::vendor::Client {
                &self.folder.product.client
            }

            fn on(&self, client: guichet_core::vendor::Client) -> Self {
                Self { folder: self.folder.on(client) }
            }

            fn prepare(&self, call: $crate::Call) -> $crate::Call {
                self.folder.of_folder(call)
            }

            /// The same with texts in another language, `en-GB` say (*Accept-Language*); French by default.
            #[must_use]
            pub fn language(&self, language: &str) -> Self {
                self.with($crate::CallOptions::new().header("Accept-Language", language))
            }

            /// The rows of a table (*requête générique*).
            #[doc(alias = "GenericQuery")]
            pub fn table(&self, table: impl Into<Table>) -> $crate::saas::tables::Rows {
                let table = table.into();
                $crate::saas::tables::Rows::new(self.folder.clone(), table.as_str(), table.key())
            }

            /// Customers and prospects (*clients*).
            pub fn clients(&self) -> $crate::saas::clients::Clients {
                $crate::saas::clients::Clients { folder: self.folder.clone() }
            }

            /// Documents of sale (*documents de ventes*).
            pub fn sale_documents(&self) -> $crate::saas::documents::Documents {
                let routes = self.folder.routes();
                self.documents(routes.sale_documents, routes.sale_documents_with_lines)
            }

            /// Documents of purchase (*documents d'achats*).
            pub fn purchase_documents(&self) -> $crate::saas::documents::Documents {
                let routes = self.folder.routes();
                self.documents(routes.purchase_documents, routes.purchase_documents_with_lines)
            }

            fn documents(
                &self,
                plain: &'static $crate::Operation,
                with_lines: &'static $crate::Operation,
            ) -> $crate::saas::documents::Documents {
                $crate::saas::documents::Documents { folder: self.folder.clone(), plain, with_lines }
            }

            /// Asks for the transfer of a document (*demande de transfert*): it makes a new one. Unsafe: not repeated once it may
            /// have been carried out, because it would make another.
            ///
            /// **Sending again**: after an error whose outcome is unknown, look for a new document of the same customer among
            /// [`sale_documents`](Self::sale_documents), sorted by `sysModifiedDate`, and transfer again only where there is none. How
            /// a document shows what it was made of is not documented.
            ///
            /// # Errors
            /// An empty number is refused before anything is sent.
            #[doc(alias = "transfert")]
            pub async fn transfer(
                &self,
                transfer: &$crate::saas::documents::DocumentTransfer,
            ) -> $crate::Result<$crate::saas::documents::Transferred> {
                $crate::saas::documents::transfer(&self.folder, transfer).await
            }

            /// Items (*articles*).
            pub fn items(&self) -> $crate::saas::items::Items {
                $crate::saas::items::Items { folder: self.folder.clone(), spelling: Default::default() }
            }

            /// Deals (*affaires*).
            pub fn deals(&self) -> $crate::saas::deals::Deals {
                $crate::saas::deals::Deals { folder: self.folder.clone() }
            }

            /// Fetches the fields that the customer has added to the tables (*champs personnalisés*). Safe.
            ///
            /// # Errors
            /// `is_not_found` for an unknown folder.
            pub async fn custom_fields(&self) -> $crate::Result<$crate::saas::custom_fields::CustomFields> {
                self.folder.call(self.folder.routes().custom_fields).fetch_one(|one| vec![one]).await
            }
        }

        guichet_core::handle! {
            $folder, find: $crate::find, prepare: prepare,
            operation: "The call names this folder.",
            request: "A path with the placeholder `{FolderId}` names this folder there.",
        }
    };
}
