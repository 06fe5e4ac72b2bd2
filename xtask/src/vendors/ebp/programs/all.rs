//! Every operation, called once.
use std::hint::black_box;

use guichet_ebp::Ebp;
use guichet_ebp::accounting::{
    attachments, auxiliary_accounts, bank_transactions, entries, folder_settings, general_accounts, journals,
};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{exports, imports};
use guichet_ebp::invoicing::documents::{DepositData, DocumentData};
use guichet_ebp::invoicing::{
    ListQuery, customer_groups, customers, item_groups, items, payment_modes, settlement_terms,
};
use guichet_ebp::invoicing::{ListQuery, customer_groups, item_groups, payment_modes};
use guichet_ebp::saas::deals::DealsQuery;
use guichet_ebp::saas::documents::{DocumentTransfer, DocumentsQuery};
use guichet_ebp::saas::items::ItemsQuery;
use guichet_ebp::saas::{FoldersQuery, Row, TableQuery, clients};

fn value<T>() -> Option<T> {
    black_box(None)
}

/// One arm for each call: the value that it takes comes from where the compiler cannot see, so that nothing is left out.
macro_rules! calls {
    ($($id:literal, $type:ty => |$value:ident| $call:expr;)*) => {
        $(if let Some($value) = value::<$type>() {
            println!("{}: {:?}", $id, $call.await.map(drop).map_err(|error| error.to_string()));
        })*
    };
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> guichet_ebp::Result<()> {
    let ebp = Ebp::builder("key").application("app", "secret").tokens(MemoryStore::new()).build()?;
    let accounting = ebp.accounting("folder");
    let invoicing = ebp.invoicing("folder");
    let (gescom, batiment) = (ebp.gescom(), ebp.batiment());
    let (gescom_folder, batiment_folder) = (gescom.folder("folder"), batiment.folder("folder"));
    calls! {
        "ebp.identity.authorize", guichet_ebp::identity::Authorization => |authorization| ebp.identity().check(&authorization);
        "ebp.identity.exchange", String => |code| ebp.identity().exchange_code(code, None);
        "ebp.identity.refresh", () => |_nothing| ebp.identity().refresh();
        "ebp.accounting.auxiliary-account-types.list", () => |_nothing| accounting.auxiliary_account_types().list().collect_all();
        "ebp.accounting.auxiliary-accounts.get", String => |number| accounting.auxiliary_accounts().get(number);
        "ebp.accounting.auxiliary-accounts.list", auxiliary_accounts::AuxiliaryAccountsQuery => |query| accounting.auxiliary_accounts().list(query).collect_all();
        "ebp.accounting.auxiliary-accounts.set-status", Vec<auxiliary_accounts::AuxiliaryAccountId> => |ids| accounting.auxiliary_accounts().set_status(ids, true);
        "ebp.accounting.auxiliary-accounts.set-status-of-all-but", Vec<auxiliary_accounts::AuxiliaryAccountId> => |ids| accounting.auxiliary_accounts().set_status_of_all_but(ids, true);
        "ebp.accounting.auxiliary-accounts.create", auxiliary_accounts::NewAuxiliaryAccount => |new| accounting.auxiliary_accounts().create(&new);
        "ebp.accounting.auxiliary-accounts.update", auxiliary_accounts::AuxiliaryAccountUpdate => |changes| accounting.auxiliary_accounts().update("7", &changes);
        "ebp.accounting.general-accounts.get", String => |number| accounting.general_accounts().get(number);
        "ebp.accounting.general-accounts.list", general_accounts::GeneralAccountsQuery => |query| accounting.general_accounts().list(query).collect_all();
        "ebp.accounting.general-accounts.set-status", Vec<general_accounts::GeneralAccountId> => |ids| accounting.general_accounts().set_status(ids, true);
        "ebp.accounting.general-accounts.set-status-of-all-but", (Vec<general_accounts::GeneralAccountId>, general_accounts::GeneralAccountFilter) => |all| accounting.general_accounts().set_status_of_all_but(all.0, true, all.1);
        "ebp.accounting.general-accounts.create", general_accounts::NewGeneralAccount => |new| accounting.general_accounts().create(&new);
        "ebp.accounting.general-accounts.update", general_accounts::GeneralAccountUpdate => |changes| accounting.general_accounts().update("7", &changes);
        "ebp.accounting.domain.get", () => |_nothing| accounting.folder().get();
        "ebp.accounting.entries.get", String => |id| accounting.entries().get(id);
        "ebp.accounting.entries.search", Vec<entries::EntryId> => |ids| accounting.entries().search(ids);
        "ebp.accounting.journal-entries.create", entries::Posting => |posting| accounting.entries().post(&posting);
        "ebp.accounting.entry-lines.list", entries::EntryLinesQuery => |query| accounting.entry_lines().list(query).collect_all();
        "ebp.accounting.folder-settings.get", () => |_nothing| accounting.folder_settings().get();
        "ebp.accounting.folder-settings.replace", folder_settings::FolderParametersUpdate => |settings| accounting.folder_settings().replace(&settings);
        "ebp.accounting.journals.get", String => |code| accounting.journals().get(code);
        "ebp.accounting.journals.list", journals::JournalsQuery => |query| accounting.journals().list(query).collect_all();
        "ebp.accounting.journals.create", journals::JournalData => |new| accounting.journals().create(&new);
        "ebp.accounting.journals.update", journals::JournalData => |changes| accounting.journals().update("7", &changes);
        "ebp.accounting.bank-transactions.list", bank_transactions::BankTransactionsQuery => |query| accounting.bank_transactions().list(query).collect_all();
        "ebp.accounting.attachments.download", String => |id| accounting.attachments().download(id);
        "ebp.accounting.attachments.upload", attachments::NewAttachment => |file| accounting.attachments().upload(&file);
        "ebp.accounting.vat-rates.list", () => |_nothing| accounting.vat_rates().list().collect_all();
        "ebp.invoicing.quotes.get", () => |_nothing| invoicing.quotes().get(1);
        "ebp.invoicing.quotes.get-invoiced", () => |_nothing| invoicing.quotes().get_invoiced(1);
        "ebp.invoicing.quotes.create", DocumentData => |document| invoicing.quotes().create(&document);
        "ebp.invoicing.quotes.update", DocumentData => |document| invoicing.quotes().update(1, &document);
        "ebp.invoicing.quotes.delete", () => |_nothing| invoicing.quotes().delete(1);
        "ebp.invoicing.invoices.get", () => |_nothing| invoicing.invoices().get(1);
        "ebp.invoicing.invoices.get-validated", () => |_nothing| invoicing.invoices().get_validated(1);
        "ebp.invoicing.invoices.create", DocumentData => |document| invoicing.invoices().create(&document);
        "ebp.invoicing.invoices.update", DocumentData => |document| invoicing.invoices().update(1, &document);
        "ebp.invoicing.invoices.delete", () => |_nothing| invoicing.invoices().delete(1);
        "ebp.invoicing.credits.get", () => |_nothing| invoicing.credits().get(1);
        "ebp.invoicing.credits.get-validated", () => |_nothing| invoicing.credits().get_validated(1);
        "ebp.invoicing.credits.create", DocumentData => |document| invoicing.credits().create(&document);
        "ebp.invoicing.credits.update", DocumentData => |document| invoicing.credits().update(1, &document);
        "ebp.invoicing.credits.delete", () => |_nothing| invoicing.credits().delete(1);
        "ebp.invoicing.deposit-invoices.get", () => |_nothing| invoicing.deposit_invoices().get(1);
        "ebp.invoicing.deposit-invoices.create", DepositData => |deposit| invoicing.deposit_invoices().create(1, &deposit);
        "ebp.invoicing.deposit-credits.get", () => |_nothing| invoicing.deposit_credits().get(1);
        "ebp.invoicing.deposit-credits.create", DepositData => |deposit| invoicing.deposit_credits().create(1, &deposit);
        "ebp.invoicing.sale-documents.list", ListQuery => |query| invoicing.sale_documents().list(query).collect_all();
        "ebp.invoicing.customer-groups.list", ListQuery => |query| invoicing.customer_groups().list(query).collect_all();
        "ebp.invoicing.customer-groups.get", i64 => |id| invoicing.customer_groups().get(id);
        "ebp.invoicing.customer-groups.create", customer_groups::CustomerGroupData => |new| invoicing.customer_groups().create(&new);
        "ebp.invoicing.customer-groups.update", customer_groups::CustomerGroupData => |changes| invoicing.customer_groups().update(7, &changes);
        "ebp.invoicing.customer-groups.delete", i64 => |id| invoicing.customer_groups().delete(id);
        "ebp.invoicing.item-groups.list", ListQuery => |query| invoicing.item_groups().list(query).collect_all();
        "ebp.invoicing.item-groups.get", i64 => |id| invoicing.item_groups().get(id);
        "ebp.invoicing.item-groups.create", item_groups::NewItemGroup => |new| invoicing.item_groups().create(&new);
        "ebp.invoicing.item-groups.update", item_groups::ItemGroupUpdate => |changes| invoicing.item_groups().update(7, &changes);
        "ebp.invoicing.item-groups.delete", i64 => |id| invoicing.item_groups().delete(id);
        "ebp.invoicing.payment-modes.list", ListQuery => |query| invoicing.payment_modes().list(query).collect_all();
        "ebp.invoicing.payment-modes.get", i64 => |id| invoicing.payment_modes().get(id);
        "ebp.invoicing.payment-modes.create", payment_modes::PaymentModeData => |new| invoicing.payment_modes().create(&new);
        "ebp.invoicing.payment-modes.update", payment_modes::PaymentModeData => |changes| invoicing.payment_modes().update(7, &changes);
        "ebp.invoicing.payment-modes.delete", i64 => |id| invoicing.payment_modes().delete(id);
        "ebp.invoicing.sale-units.list", ListQuery => |query| invoicing.sale_units().list(query).collect_all();
        "ebp.invoicing.sale-units.get", i64 => |id| invoicing.sale_units().get(id);
        "ebp.invoicing.customers.get", i64 => |id| invoicing.customers().get(id);
        "ebp.invoicing.customers.create", customers::CustomerData => |new| invoicing.customers().create(&new);
        "ebp.invoicing.customers.update", customers::CustomerData => |changes| invoicing.customers().update(7, &changes);
        "ebp.invoicing.customers.delete", i64 => |id| invoicing.customers().delete(id);
        "ebp.invoicing.dashboards.best-customers", () => |_nothing| invoicing.dashboards().best_customers();
        "ebp.invoicing.dashboards.commitment-customer", () => |_nothing| invoicing.dashboards().commitment_customer();
        "ebp.invoicing.dashboards.sale-amount", () => |_nothing| invoicing.dashboards().sale_amount();
        "ebp.invoicing.dashboards.sale-quote", () => |_nothing| invoicing.dashboards().sale_quotes();
        "ebp.invoicing.goods.get", i64 => |id| invoicing.goods().get(id);
        "ebp.invoicing.goods.create", items::ItemData => |new| invoicing.goods().create(&new);
        "ebp.invoicing.goods.update", items::ItemData => |changes| invoicing.goods().update(7, &changes);
        "ebp.invoicing.goods.delete", i64 => |id| invoicing.goods().delete(id);
        "ebp.invoicing.items.list", ListQuery => |query| invoicing.items().list(query).collect_all();
        "ebp.invoicing.printing-models.default-name", () => |_nothing| invoicing.printing_models().default_name();
        "ebp.invoicing.printing-models.list", () => |_nothing| invoicing.printing_models().list().collect_all();
        "ebp.invoicing.printing-models.names", () => |_nothing| invoicing.printing_models().names().collect_all();
        "ebp.invoicing.sale-commitments.list", ListQuery => |query| invoicing.sale_commitments().list(query).collect_all();
        "ebp.invoicing.services.get", i64 => |id| invoicing.services().get(id);
        "ebp.invoicing.services.create", items::ItemData => |new| invoicing.services().create(&new);
        "ebp.invoicing.services.update", items::ItemData => |changes| invoicing.services().update(7, &changes);
        "ebp.invoicing.services.delete", i64 => |id| invoicing.services().delete(id);
        "ebp.invoicing.settlements.list", ListQuery => |query| invoicing.settlements().list(query).collect_all();
        "ebp.invoicing.settlement-terms.list", ListQuery => |query| invoicing.settlement_terms().list(query).collect_all();
        "ebp.invoicing.settlement-terms.get", i64 => |id| invoicing.settlement_terms().get(id);
        "ebp.invoicing.settlement-terms.create", settlement_terms::SettlementTermData => |new| invoicing.settlement_terms().create(&new);
        "ebp.invoicing.settlement-terms.update", settlement_terms::SettlementTermData => |changes| invoicing.settlement_terms().update(7, &changes);
        "ebp.invoicing.settlement-terms.delete", i64 => |id| invoicing.settlement_terms().delete(id);
        "ebp.invoicing.vat-rates.list", ListQuery => |query| invoicing.vat_rates().list(query).collect_all();
        "ebp.maintenance.folders.list", FoldersQuery => |query| ebp.maintenance().folders(query).collect_all();
        "ebp.maintenance.folders.unlog-all", String => |id| ebp.maintenance().disconnect_all_users(id);
        "ebp.maintenance.folders.unlock-all", String => |id| ebp.maintenance().remove_all_locks(id);
        "ebp.imports.imports.create", imports::NewImport => |new| ebp.imports().create(&new);
        "ebp.imports.imports.status", String => |id| ebp.imports().status(id);
        "ebp.imports.models.save", imports::ImportModel => |model| ebp.imports().models().save("f", &model);
        "ebp.imports.models.list", () => |_nothing| ebp.imports().models().list("f").collect_all();
        "ebp.imports.models.get", () => |_nothing| ebp.imports().models().get("f", "m");
        "ebp.imports.attachments.add", imports::NewAttachment => |new| ebp.imports().attachments().add(&new);
        "ebp.imports.attachments.status", String => |id| ebp.imports().attachments().status(id);
        "ebp.exports.exports.create", exports::NewExport => |new| ebp.exports().create(&exports::ExportFormat::Csv, &new);
        "ebp.exports.exports.create-configurable", exports::NewConfigurableExport => |new| ebp.exports().create_configurable(&new);
        "ebp.exports.exports.status", String => |id| ebp.exports().status(id);
        "ebp.exports.exports.result", String => |id| ebp.exports().result(id);
        "ebp.gescom.folders.list", FoldersQuery => |query| gescom.folders(query).collect_all();
        "ebp.gescom.generic-query.list", TableQuery => |query| gescom_folder.table("Item").list::<Row>(query).collect_all();
        "ebp.gescom.generic-query.get", String => |key| gescom_folder.table("Item").get::<Row>(key, ["Id"]);
        "ebp.gescom.dependencies.list", String => |table| gescom.dependencies(table.as_str()).collect_all();
        "ebp.gescom.clients.list", clients::ClientsQuery => |query| gescom_folder.clients().list(query).collect_all();
        "ebp.gescom.clients.filtered", clients::CustomersQuery => |query| gescom_folder.clients().filtered::<Row>(query).collect_all();
        "ebp.gescom.clients.filtered-with-addresses", clients::CustomersQuery => |query| gescom_folder.clients().filtered_with_addresses::<Row>(query).collect_all();
        "ebp.gescom.sale-documents.list", DocumentsQuery => |query| gescom_folder.sale_documents().list::<Row>(query).collect_all();
        "ebp.gescom.sale-documents.list-with-lines", DocumentsQuery => |query| gescom_folder.sale_documents().list_with_lines::<Row>(query).collect_all();
        "ebp.gescom.purchase-documents.list", DocumentsQuery => |query| gescom_folder.purchase_documents().list::<Row>(query).collect_all();
        "ebp.gescom.purchase-documents.list-with-lines", DocumentsQuery => |query| gescom_folder.purchase_documents().list_with_lines::<Row>(query).collect_all();
        "ebp.gescom.documents.transfer", DocumentTransfer => |transfer| gescom_folder.transfer(&transfer);
        "ebp.gescom.items.list", ItemsQuery => |query| gescom_folder.items().list::<Row>(query).collect_all();
        "ebp.gescom.items.list-with-tracking-stock", ItemsQuery => |query| gescom_folder.items().list_with_tracking_stock::<Row>(query).collect_all();
        "ebp.gescom.deals.list", DealsQuery => |query| gescom_folder.deals().list::<Row>(query).collect_all();
        "ebp.gescom.deals.list-with-colleagues", DealsQuery => |query| gescom_folder.deals().list_with_colleagues::<Row>(query).collect_all();
        "ebp.gescom.custom-fields.get", () => |_nothing| gescom_folder.custom_fields();
        "ebp.batiment.folders.list", FoldersQuery => |query| batiment.folders(query).collect_all();
        "ebp.batiment.generic-query.list", TableQuery => |query| batiment_folder.table("Item").list::<Row>(query).collect_all();
        "ebp.batiment.generic-query.get", String => |key| batiment_folder.table("Item").get::<Row>(key, ["Id"]);
        "ebp.batiment.dependencies.list", String => |table| batiment.dependencies(table.as_str()).collect_all();
        "ebp.batiment.clients.list", clients::ClientsQuery => |query| batiment_folder.clients().list(query).collect_all();
        "ebp.batiment.clients.filtered", clients::CustomersQuery => |query| batiment_folder.clients().filtered::<Row>(query).collect_all();
        "ebp.batiment.clients.filtered-with-addresses", clients::CustomersQuery => |query| batiment_folder.clients().filtered_with_addresses::<Row>(query).collect_all();
        "ebp.batiment.sale-documents.list", DocumentsQuery => |query| batiment_folder.sale_documents().list::<Row>(query).collect_all();
        "ebp.batiment.sale-documents.list-with-lines", DocumentsQuery => |query| batiment_folder.sale_documents().list_with_lines::<Row>(query).collect_all();
        "ebp.batiment.purchase-documents.list", DocumentsQuery => |query| batiment_folder.purchase_documents().list::<Row>(query).collect_all();
        "ebp.batiment.purchase-documents.list-with-lines", DocumentsQuery => |query| batiment_folder.purchase_documents().list_with_lines::<Row>(query).collect_all();
        "ebp.batiment.documents.transfer", DocumentTransfer => |transfer| batiment_folder.transfer(&transfer);
        "ebp.batiment.items.list", ItemsQuery => |query| batiment_folder.items().list::<Row>(query).collect_all();
        "ebp.batiment.items.list-with-tracking-stock", ItemsQuery => |query| batiment_folder.items().list_with_tracking_stock::<Row>(query).collect_all();
        "ebp.batiment.deals.list", DealsQuery => |query| batiment_folder.deals().list::<Row>(query).collect_all();
        "ebp.batiment.deals.list-with-colleagues", DealsQuery => |query| batiment_folder.deals().list_with_colleagues::<Row>(query).collect_all();
        "ebp.batiment.custom-fields.get", () => |_nothing| batiment_folder.custom_fields();
    }
    Ok(())
}
