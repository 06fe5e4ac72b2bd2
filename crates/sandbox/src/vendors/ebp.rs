//! EBP: a login on a host of its own, and the products behind a gateway that counts.

mod accounting;
mod errors;
mod gateway;
mod hubbix;
mod identity;
mod invoicing;
mod jobs;
mod saas;

use crate::engine::VendorRules;

pub(super) static RULES: VendorRules = VendorRules {
    name: "ebp",
    gateways: &[&gateway::Api, &identity::Login],
    faces: &[
        &accounting::ACCOUNTING,
        &invoicing::INVOICING,
        &saas::GESCOM,
        &saas::BATIMENT,
        &saas::MAINTENANCE,
        &jobs::IMPORTS,
        &jobs::EXPORTS,
        &identity::Identity,
    ],
};

/// The mount of all products.
const API: &str = "ebp";
