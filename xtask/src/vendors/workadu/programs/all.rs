//! Every operation, called once.
use std::hint::black_box;

use guichet_workadu::listing::ListOptions;
use guichet_workadu::{
    Workadu, attributes, companies, customers, invoices, orders, payments, sales_policies, series, services, withholdings,
};

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
async fn main() -> guichet_workadu::Result<()> {
    let workadu = Workadu::new("key")?;
    calls! {
        "workadu.services.create", services::NewService => |new| workadu.services().create(&new);
        "workadu.services.update", services::ServiceUpdate => |changes| workadu.services().update(&changes);
        "workadu.services.delete", i64 => |id| workadu.services().delete(id);
        "workadu.services.list", services::ServicesQuery => |query| workadu.services().list(query).collect_all();
        "workadu.services.availability", services::AvailabilityQuery => |query| workadu.services().availability(query).collect_all();
        "workadu.services.get", i64 => |id| workadu.services().get(id);
        "workadu.services.create-price-list", services::NewPriceList => |new| workadu.services().create_price_list(&new);
        "workadu.services.create-price-scheme", services::NewPriceScheme => |new| workadu.services().create_price_scheme(&new);
        "workadu.services.delete-price-scheme", i64 => |id| workadu.services().delete_price_scheme(id);
        "workadu.services.delete-all-price-schemes", i64 => |id| workadu.services().delete_all_price_schemes(id);
        "workadu.sales-policies.create", sales_policies::NewSalesPolicy => |new| workadu.sales_policies().create(&new);
        "workadu.sales-policies.delete", i64 => |id| workadu.sales_policies().delete(id);
        "workadu.orders.create", orders::NewBooking => |new| workadu.orders().create(&new);
        "workadu.orders.list", orders::OrdersQuery => |query| workadu.orders().list(query).collect_all();
        "workadu.orders.get", i64 => |id| workadu.orders().get(id);
        "workadu.orders.update", orders::BookingUpdate => |changes| workadu.orders().replace(7, &changes);
        "workadu.orders.cancel", i64 => |id| workadu.orders().cancel(id);
        "workadu.customers.create", customers::NewCustomer => |new| workadu.customers().create(&new);
        "workadu.customers.list", customers::CustomersQuery => |query| workadu.customers().list(query).collect_all();
        "workadu.customers.get", i64 => |id| workadu.customers().get(id);
        "workadu.customers.update", customers::CustomerUpdate => |changes| workadu.customers().update(7, &changes);
        "workadu.invoices.create", invoices::NewInvoice => |new| workadu.invoices().create(&new);
        "workadu.invoices.list", invoices::InvoicesQuery => |query| workadu.invoices().list(query).collect_all();
        "workadu.invoices.get", i64 => |id| workadu.invoices().get(id);
        "workadu.invoices.update", invoices::InvoiceUpdate => |changes| workadu.invoices().update(7, &changes);
        "workadu.invoices.add-line", invoices::NewInvoiceLine => |new| workadu.invoices().add_line(&new);
        "workadu.invoices.publish", invoices::Publication => |publication| workadu.invoices().publish(&publication);
        "workadu.series.list", ListOptions => |list| workadu.series().list(list).collect_all();
        "workadu.series.get", i64 => |id| workadu.series().get(id);
        "workadu.withholdings.list", ListOptions => |list| workadu.withholdings().list(7, list).collect_all();
        "workadu.withholdings.get", i64 => |id| workadu.withholdings().get(7, id);
        "workadu.withholdings.create", withholdings::NewWithholding => |new| workadu.withholdings().create(7, &new);
        "workadu.withholdings.update", withholdings::WithholdingUpdate => |changes| workadu.withholdings().update(7, 8, &changes);
        "workadu.withholdings.delete", i64 => |id| workadu.withholdings().delete(7, id);
        "workadu.withholdings.tax-types", () => |_nothing| workadu.withholdings().tax_types(Default::default()).collect_all();
        "workadu.withholdings.tax-categories", () => |_nothing| workadu.withholdings().tax_categories(None, Default::default()).collect_all();
        "workadu.payments.create-for-invoices", payments::NewInvoicePayment => |new| workadu.payments().create_for_invoices(&new);
        "workadu.payments.create-for-booking", payments::NewBookingPayment => |new| workadu.payments().create_for_booking(&new);
        "workadu.payments.create-for-customer", payments::NewCustomerPayment => |new| workadu.payments().create_for_customer(&new);
        "workadu.payments.list", payments::PaymentsQuery => |query| workadu.payments().list(query).collect_all();
        "workadu.payments.get", i64 => |id| workadu.payments().get(id);
        "workadu.companies.list", companies::CompaniesQuery => |query| workadu.companies().list(query).collect_all();
        "workadu.companies.get", i64 => |id| workadu.companies().get(id);
        "workadu.attributes.list", attributes::AttributesQuery => |query| workadu.attributes().list(query).collect_all();
        "workadu.attributes.get", i64 => |id| workadu.attributes().get(id);
    }
    // What takes several at once, over the same operations.
    calls! {
        "workadu.services.get", Vec<services::ServiceId> => |ids| workadu.services().get_many(ids);
        "workadu.orders.get", Vec<orders::BookingId> => |ids| workadu.orders().get_many(ids);
        "workadu.customers.get", Vec<customers::CustomerId> => |ids| workadu.customers().get_many(ids);
        "workadu.invoices.get", Vec<invoices::InvoiceId> => |ids| workadu.invoices().get_many(ids);
        "workadu.series.get", Vec<series::SeriesId> => |ids| workadu.series().get_many(ids);
        "workadu.payments.get", Vec<payments::PaymentId> => |ids| workadu.payments().get_many(ids);
        "workadu.companies.get", Vec<companies::CompanyId> => |ids| workadu.companies().get_many(ids);
        "workadu.attributes.get", Vec<attributes::AttributeId> => |ids| workadu.attributes().get_many(ids);
        "workadu.invoices.get", invoices::InvoicesQuery => |query| workadu.invoices().get_matching(7, query);
        "workadu.payments.get", payments::PaymentsQuery => |query| workadu.payments().get_matching(7, query);
    }
    Ok(())
}
