//! Every operation, called once.
use std::hint::black_box;

use guichet_akuiteo::employees::{BusinessCardUpdate, EmployeeOption, NewBusinessCard};
use guichet_akuiteo::purchase_invoices::PurchaseInvoiceOption;
use guichet_akuiteo::quotes::{NewQuote, Validators};
use guichet_akuiteo::resource::{Paging, Resource};
use guichet_akuiteo::webhooks::Event;
use guichet_akuiteo::{Akuiteo, Credentials, Criteria, Domain, Effect, Patch, RawJson, ReadOptions, Secret};

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
async fn main() -> guichet_akuiteo::Result<()> {
    let akuiteo = Akuiteo::new("https://akuiteo.example.com/akuiteo", Credentials::basic("user", "password"))?;
    let customers: Resource<RawJson> = akuiteo.resource(Domain::Crm, ["customers"]);
    let (employees, invoices) = (akuiteo.employees(), akuiteo.purchase_invoices());
    let (cards, quotes) = (employees.business_cards("1"), akuiteo.quotes());
    calls! {
        "akuiteo.oauth.password", () => |_nothing| akuiteo.logins().oauth_password();
        "akuiteo.oauth.refresh", Secret => |token| akuiteo.logins().oauth_refresh(&token);
        "akuiteo.jwt.login", () => |_nothing| akuiteo.logins().jwt_login();
        "akuiteo.resources.get", () => |_nothing| customers.get("1");
        "akuiteo.resources.list", () => |_nothing| customers.list().collect_all();
        "akuiteo.resources.create", RawJson => |new| customers.create(&new);
        "akuiteo.resources.update", RawJson => |new| customers.update("1", &new);
        "akuiteo.resources.update-all", RawJson => |new| customers.update_whole_collection(&new);
        "akuiteo.resources.patch", Patch => |patch| customers.patch("1", &patch);
        "akuiteo.resources.delete", () => |_nothing| customers.delete("1");
        "akuiteo.resources.delete-all", () => |_nothing| customers.delete_whole_collection();
        "akuiteo.resources.action", () => |_nothing| customers.action("take", Effect::Unsafe).send::<RawJson>();
        "akuiteo.resources.search", Criteria => |criteria| customers.search(&criteria, Paging::default()).collect_all();
        "akuiteo.resources.read", ReadOptions => |options| customers.read("1", &options);
        "akuiteo.purchase-invoices.get", () => |_nothing| invoices.get("1");
        "akuiteo.purchase-invoices.read", PurchaseInvoiceOption => |option| invoices.read("1", [option]);
        "akuiteo.webhooks.receive", Vec<u8> => |body| async { Event::read(&body) };
        "akuiteo.employees.search", Criteria => |criteria| employees.search(&criteria, Paging::default()).collect_all();
        "akuiteo.employees.read", EmployeeOption => |option| employees.read("1", [option]);
        "akuiteo.business-cards.update", BusinessCardUpdate => |card| cards.update("1", &card);
        "akuiteo.business-cards.create", NewBusinessCard => |card| cards.create(&card);
        "akuiteo.business-cards.delete", () => |_nothing| cards.delete("1");
        "akuiteo.quotes.create", NewQuote => |quote| quotes.create("1", &quote);
        "akuiteo.quotes.revise", NewQuote => |quote| quotes.revise("1", &quote);
        "akuiteo.quotes.update-validators", Validators => |validators| quotes.update_validators("1", &validators);
    }
    Ok(())
}
