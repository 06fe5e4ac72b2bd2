//! A product, and a folder of it, as their handles see them.

use guichet_core::Operation;
use guichet_core::vendor::{Call, Client};

use super::routes::Routes;
use crate::ids::FolderId;

/// A product: a client, and its operations.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) client: Client,
    pub(super) routes: &'static Routes,
}

impl Product {
    pub(super) fn on(&self, client: Client) -> Self {
        Self { client, routes: self.routes }
    }
}

/// A folder of a product. Its identifier is a segment of each path.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) product: Product,
    pub(super) id: FolderId,
}

impl Folder {
    pub(super) fn routes(&self) -> &'static Routes {
        self.product.routes
    }

    pub(super) fn call(&self, operation: &'static Operation) -> Call {
        self.of_folder(self.product.client.call(operation))
    }

    /// Names the folder on a call that was begun elsewhere, where its path has a place for it.
    pub(super) fn of_folder(&self, call: Call) -> Call {
        if call.operation().path.contains("{FolderId}") { call.arg(&self.id) } else { call }
    }

    pub(super) fn on(&self, client: Client) -> Self {
        Self { product: self.product.on(client), id: self.id.clone() }
    }
}
