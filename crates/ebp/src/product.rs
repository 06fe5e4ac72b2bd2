//! A product of EBP's, as its handle sees it: a client, and the folder that every call names in a header.

use std::fmt::Display;

use guichet_core::Operation;
use guichet_core::vendor::{Call, Client};

/// A client that names its folder on every call.
#[derive(Debug, Clone)]
pub(crate) struct Product<F> {
    client: Client,
    header: &'static str,
    folder: F,
}

impl<F: Display + Clone> Product<F> {
    /// A product whose calls name the folder in this header.
    pub(crate) fn new(client: &Client, header: &'static str, folder: F) -> Self {
        Self { client: client.clone(), header, folder }
    }

    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        self.of_folder(self.client.call(operation))
    }

    /// Names the folder on a call that was begun elsewhere.
    pub(crate) fn of_folder(&self, call: Call) -> Call {
        call.header(self.header, &self.folder)
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn on(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }
}

/// Writes the handle of a product: the method that makes one, and the methods that every handle has.
macro_rules! product {
    ($(#[$doc:meta])* $name:ident, $method:ident($folder:ty), $header:literal) => {
        pub(crate) type Api = $crate::product::Product<$folder>;

        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            api: Api,
        }

        impl $crate::Ebp {
            $(#[$doc])*
            pub fn $method(&self, folder: impl Into<$folder>) -> $name {
                $name { api: $crate::product::Product::new(self.client(), $header, folder.into()) }
            }
        }

        impl $name {
            fn client(&self) -> &guichet_core::vendor::Client {
                self.api.client()
            }

            fn on(&self, client: guichet_core::vendor::Client) -> Self {
                Self { api: self.api.on(client) }
            }

            fn prepare(&self, call: $crate::Call) -> $crate::Call {
                self.api.of_folder(call)
            }

            pub(crate) fn api(&self) -> Api {
                self.api.clone()
            }
        }

        guichet_core::handle! {
            $name, find: $crate::find, prepare: prepare,
            operation: "The call names this folder.",
            request: "The call names this folder.",
        }
    };
}
