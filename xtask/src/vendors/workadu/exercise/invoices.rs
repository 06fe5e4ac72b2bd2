use guichet_core::dates::parse_date;
use guichet_workadu::invoices::{
    AadeMeasurement, InvoiceId, InvoiceStatus, InvoiceUpdate, InvoicesQuery, MovePurpose, NewInvoice, NewInvoiceLine,
    Publication, StateBudget,
};
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::{Decimal, Workadu};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["invoices/list", "invoices/list--aade", "invoices/list--array"], |w: Workadu| async move {
            listed(w.invoices().list(InvoicesQuery::default())).await
        }),
        on(&["invoices/list--filtered"], |w: Workadu| async move {
            let list =
                ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(Sort::ascending("issue_date")) };
            listed(w.invoices().list(InvoicesQuery { list, ..january() })).await
        })
        .live(),
        on(&["invoices/get", "invoices/get--aade"], |w: Workadu| async move {
            let query = InvoicesQuery {
                customer_id: Some(arg("customer_id", 1234).into()),
                series_id: Some(arg("series_id", 2100).into()),
                issue_date_from: parse_date("2019-01-01"),
                issue_date_to: parse_date("2019-03-01"),
                ..InvoicesQuery::default()
            };
            w.invoices().get_matching(arg("invoice_id", 1234), query).await
        }),
        on(&["invoices/get--full"], |w: Workadu| async move { w.invoices().get_matching(1234, january()).await }),
        on(&["invoices/get--aade-object", "invoices/get--string-amounts"], |w: Workadu| async move {
            w.invoices().get(1234).await
        }),
        on(&["invoices/get--several"], |w: Workadu| async move {
            w.invoices().get_many(args("invoice_ids", [1234, 1235]).into_iter().map(InvoiceId::from)).await
        })
        .live(),
        on(&["invoices/create"], |w: Workadu| async move {
            w.invoices().create(&NewInvoice::new(arg("customer_id", 1234), arg("series_id", 2100))).await
        }),
        on(&["invoices/create--customer-unknown"], |w: Workadu| async move {
            w.invoices().create(&NewInvoice::new(0, 2100)).await
        }),
        on(&["invoices/create--series-unknown"], |w: Workadu| async move {
            w.invoices().create(&NewInvoice::new(1234, 0)).await
        }),
        on(&["invoices/create--optional"], |w: Workadu| async move {
            let invoice = NewInvoice {
                discount_percent: Some(Decimal::TEN),
                vat_percent: Some(Decimal::from(19)),
                currency: Some("EUR".into()),
                payment_type: Some(1222.into()),
                tag: Some("#2AMSJ72".into()),
                ..NewInvoice::new(1234, 2100)
            };
            w.invoices().create(&invoice).await
        }),
        on(&["invoices/create--full"], |w: Workadu| async move {
            let invoice = NewInvoice {
                invoice_num: Some(1),
                discount_percent: Some(Decimal::TEN),
                vat_percent: Some(Decimal::from(19)),
                currency: Some("EUR".into()),
                payment_type: Some(1222.into()),
                tag: Some("Expense".into()),
                recipient_id: Some(1231.into()),
                sender_id: Some(1231.into()),
                transporter_id: Some(1231.into()),
                recipient_third_id: Some(1231.into()),
                sender_third_id: Some(1231.into()),
                move_purpose: Some(MovePurpose::OtherReason),
                other_move_purpose: Some("1231".into()),
                state_budget: Some(StateBudget::CODE_1),
                contract_reference: Some("1231".into()),
                contract_reference_code: Some("1231".into()),
                assigning_authority_code: Some("0000.E00000.0000".into()),
                includes_vat: Some(true),
                status: Some(InvoiceStatus::Valid),
                ..NewInvoice::new(1231, 1231)
            };
            w.invoices().create(&invoice).await
        }),
        on(&["invoices/update"], |w: Workadu| async move {
            w.invoices().update(arg("invoice_id", 12321), &paid_by(arg("payment_type", 2100))).await
        }),
        on(&["invoices/update--invalid"], |w: Workadu| async move { w.invoices().update(0, &paid_by(2100)).await }),
        on(&["invoices/update--optional"], |w: Workadu| async move {
            let changes = InvoiceUpdate {
                customer_id: Some(1234.into()),
                tag: Some("#2AMSJ72".into()),
                notes: Some("Some notes".into()),
                ..paid_by(1222)
            };
            w.invoices().update(123_123, &changes).await
        }),
        on(&["invoices/update--full"], |w: Workadu| async move {
            let changes = InvoiceUpdate {
                customer_id: Some(1231.into()),
                invoice_num: Some(1),
                tag: Some("Expense".into()),
                notes: Some("footer notes".into()),
                ..paid_by(1222)
            };
            w.invoices().update(123_123, &changes).await
        }),
        on(&["invoices/add-line", "invoices/add-line--not-draft"], |w: Workadu| async move {
            w.invoices().add_line(&two_days(arg("invoice_id", 1231), Decimal::new(1200, 2))).await
        }),
        on(&["invoices/add-line--invoice-unknown"], |w: Workadu| async move {
            w.invoices().add_line(&two_days(1232, Decimal::new(1200, 2))).await
        }),
        on(&["invoices/add-line--optional"], |w: Workadu| async move {
            let line = NewInvoiceLine {
                quantity: Some(Decimal::ONE),
                line_discount: Some(Decimal::TEN),
                ..two_days(1231, Decimal::from(12))
            };
            w.invoices().add_line(&line).await
        }),
        on(&["invoices/add-line--full"], |w: Workadu| async move {
            let line = NewInvoiceLine {
                description: Some("lorem ipsum".into()),
                quantity: Some(Decimal::TEN),
                line_discount: Some(Decimal::new(2000, 2)),
                vat_percent: Some(Decimal::new(2400, 2)),
                aade_measurement_code: Some(AadeMeasurement::Pieces),
                measurement_code: Some("1".into()),
                cpv_code: Some("1".into()),
                ..NewInvoiceLine::new(1231, Decimal::new(2000, 2))
            };
            w.invoices().add_line(&line).await
        }),
        on(
            &["invoices/publish", "invoices/publish--already-published", "invoices/publish--error-member"],
            |w: Workadu| async move {
                w.invoices()
                    .publish(&Publication { send: Some(true), ..Publication::new(arg("invoice_id", 1231)) })
                    .await
            },
        ),
        on(
            &["invoices/publish--unsent"],
            |w: Workadu| async move { w.invoices().publish(&Publication::new(1234)).await },
        ),
        on(&["invoices/publish--invoice-unknown"], |w: Workadu| async move {
            w.invoices().publish(&Publication::new(0)).await
        }),
        on(&["invoices/publish--silent"], |w: Workadu| async move {
            w.invoices().publish(&Publication { send: Some(false), ..Publication::new(1231) }).await
        }),
        on(&["invoices/publish--aade-send", "invoices/publish--refused-by-mydata"], |w: Workadu| async move {
            w.invoices()
                .publish(&Publication { send: Some(true), aade_send: Some(true), ..Publication::new(1231) })
                .await
        }),
        on(&["invoices/publish--aade-never"], |w: Workadu| async move {
            w.invoices()
                .publish(&Publication { send: Some(true), aade_send: Some(false), ..Publication::new(1231) })
                .await
        }),
    ]
}

fn january() -> InvoicesQuery {
    InvoicesQuery {
        customer_id: Some(arg("customer_id", 12443).into()),
        series_id: Some(arg("series_id", 1233).into()),
        status: Some(InvoiceStatus::Valid),
        issue_date_from: parse_date("2018-01-13"),
        issue_date_to: parse_date("2018-01-22"),
        aade_should_send: Some(true),
        list: ListOptions::default(),
    }
}

fn paid_by(series: i64) -> InvoiceUpdate {
    InvoiceUpdate { payment_type: Some(series.into()), ..InvoiceUpdate::default() }
}

fn two_days(invoice: i64, amount: Decimal) -> NewInvoiceLine {
    NewInvoiceLine { description: Some("2 days charge".into()), ..NewInvoiceLine::new(invoice, amount) }
}
