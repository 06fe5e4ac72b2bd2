use guichet_core::dates::parse_date;
use guichet_workadu::customers::{CustomerId, CustomerUpdate, CustomersQuery, Gender, NewCustomer};
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::{SocialAccount, Workadu};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["customers/create"], |w: Workadu| async move {
            let customer = NewCustomer {
                city: Some("Athens".into()),
                address: Some("Patisiwn 11".into()),
                postal_code: Some("13211".into()),
                country: Some("Greece".into()),
                mobile: Some(arg("mobile", "1112223334".into())),
                vat_number: Some(arg("vat_number", "112233".into())),
                birthdate: parse_date("1985-02-11"),
                gender: Some(Gender::Male),
                social: vec![SocialAccount { social: Some("facebook.com".into()), alias: Some("johndoe".into()) }],
                title: Some("Example company name".into()),
                tax_office: Some("ATHENS TAX OFFICE".into()),
                business_type: Some("Lawyer".into()),
                company_id: Some(arg("companyid", 475).into()),
                ..NewCustomer::new("John Doe", arg("email", String::from("johnydoe@doe.com")))
            };
            w.customers().create(&customer).await
        }),
        on(&["customers/create--email-malformed"], |w: Workadu| async move {
            w.customers().create(&NewCustomer::new("John Doe", "johnydoe")).await
        }),
        on(&["customers/create--fullname-missing"], |w: Workadu| async move {
            w.customers().create(&NewCustomer::new("", "johnydoe@doe.com")).await
        }),
        on(&["customers/list", "customers/list--page-1"], |w: Workadu| async move {
            listed(w.customers().list(CustomersQuery::default())).await
        }),
        on(&["customers/list--full"], |w: Workadu| async move {
            let query = CustomersQuery {
                fullname: Some("John Doe".into()),
                email: Some("jdoe@gmail.com".into()),
                mobile: Some("+4469960022".into()),
                country: Some("UK".into()),
                city: Some("London".into()),
                postal_code: Some("N1 7GU".into()),
                company_id: Some(arg("company_id", 14).into()),
                search: Some("Doe".into()),
                list: ListOptions {
                    page: Some(1),
                    per_page: Some(20),
                    ..ListOptions::sorted(Sort::ascending("fullname"))
                },
            };
            listed(w.customers().list(query)).await
        })
        .live(),
        on(&["customers/list--page-2"], |w: Workadu| async move {
            let list = ListOptions { page: Some(2), ..ListOptions::default() };
            listed(w.customers().list(CustomersQuery { list, ..CustomersQuery::default() })).await
        })
        .live(),
        on(&["customers/get", "customers/get--array"], |w: Workadu| async move {
            w.customers().get(arg("customer_id", 3332)).await
        }),
        on(&["customers/get--several"], |w: Workadu| async move {
            w.customers().get_many(args("customer_ids", [3332, 3333]).into_iter().map(CustomerId::from)).await
        })
        .live(),
        on(&["customers/update"], |w: Workadu| async move {
            let changes = CustomerUpdate {
                fullname: Some("John Doe".into()),
                email: Some(arg("email", "johnydoe@doe.com".into())),
                city: Some("Athens".into()),
                address: Some("Patisiwn 11".into()),
                postal_code: Some("13211".into()),
                country: Some("Greece".into()),
                mobile: Some(arg("mobile", "1112223334".into())),
                vat_number: Some(arg("vat_number", "112233".into())),
                birthdate: parse_date("1985-02-11").map(Into::into),
                gender: Some(Gender::Male),
                social: vec![SocialAccount { social: Some("facebook.com".into()), alias: Some("johndoe".into()) }],
                title: Some("Example company name".into()),
                tax_office: Some("ATHENS TAX OFFICE".into()),
                business_type: Some("Lawyer".into()),
                company_id: Some(arg("companyid", 475).into()),
            };
            w.customers().update(arg("customer_id", 32161), &changes).await
        }),
        on(&["customers/update--not-found"], |w: Workadu| async move { w.customers().update(32162, &renamed()).await }),
        on(&["customers/update--id-missing"], |w: Workadu| async move { w.customers().update(0, &renamed()).await }),
    ]
}

fn renamed() -> CustomerUpdate {
    CustomerUpdate { fullname: Some("John Doe".into()), ..CustomerUpdate::default() }
}
