use guichet_core::dates::{parse_date, parse_time};
use guichet_workadu::customers::CustomerId;
use guichet_workadu::listing::{Filter, ListOptions, Operator, Sort};
use guichet_workadu::orders::{
    BookingCustomer, BookingId, BookingStatus, BookingUpdate, NewBooking, NewStop, OrderStatus, OrdersQuery,
    SelectedSlots,
};
use guichet_workadu::{Coordinates, Decimal, Error, Result, Workadu};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(
            &["orders/create", "orders/create--live", "orders/create--distance", "orders/create--unavailable"],
            |w: Workadu| async move { w.orders().create(&order(CustomerId::from(arg("customer_id", 2111)))?).await },
        ),
        on(&["orders/create--new-customer"], |w: Workadu| async move {
            let email = Some(arg("email", "johnydoe@doe.com".into()));
            let mobile = Some(arg("mobile", "1112223334".into()));
            w.orders().create(&order(BookingCustomer::New { fullname: "John Doe".into(), email, mobile })?).await
        })
        .live(),
        on(&["orders/create--customer-missing"], |w: Workadu| async move {
            let customer = BookingCustomer::New { fullname: String::new(), email: Some(String::new()), mobile: None };
            w.orders().create(&order(customer)?).await
        }),
        on(&["orders/create--customer-unknown"], |w: Workadu| async move {
            w.orders().create(&order(CustomerId::from(9999))?).await
        }),
        on(&["orders/list"], |w: Workadu| async move { listed(w.orders().list(OrdersQuery::default())).await }),
        on(&["orders/list--full"], |w: Workadu| async move {
            let desk = Coordinates::new(Decimal::new(39_074_208, 6), Decimal::new(21_824_312, 6))?;
            let query = OrdersQuery {
                booking_reference: Some("VBV7DH".into()),
                booking_status: Some(BookingStatus::Paid),
                company_id: Some(14.into()),
                customer_id: Some(119.into()),
                service_id: Some(32161.into()),
                start_coordinates: Some(desk.clone()),
                start_location_name: Some("London".into()),
                end_coordinates: Some(desk),
                end_location_name: Some("London".into()),
                status: Some(OrderStatus::Cancelled),
                total_cost: Some(Decimal::new(2000, 2).into()),
                start_date: parse_date("2018-08-30").map(Filter::from),
                start_time: parse_time("13:00").map(Filter::from),
                end_date: parse_date("2018-08-31").map(Filter::from),
                end_time: parse_time("18:00").map(Filter::from),
                list: ListOptions {
                    page: Some(1),
                    per_page: Some(20),
                    ..ListOptions::sorted(Sort::ascending("reference"))
                },
            };
            listed(w.orders().list(query)).await
        }),
        on(&["orders/list--operators"], |w: Workadu| async move {
            let query = OrdersQuery {
                total_cost: Some(Filter::at_least(Decimal::new(2000, 2))),
                start_date: parse_date("2018-08-30").map(|day| Filter::new(Operator::Greater, day)),
                start_time: parse_time("13:00").map(|time| Filter::new(Operator::NotEqual, time)),
                end_date: parse_date("2018-08-31").map(Filter::at_most),
                end_time: parse_time("18:00").map(|time| Filter::new(Operator::Lower, time)),
                ..OrdersQuery::default()
            };
            listed(w.orders().list(query)).await
        })
        .live(),
        on(&["orders/list--sorted-descending"], |w: Workadu| async move {
            let list = ListOptions::sorted(Sort::descending("total_cost"));
            listed(w.orders().list(OrdersQuery { list, ..OrdersQuery::default() })).await
        })
        .live(),
        on(&["orders/get", "orders/get--bookings", "orders/get--object"], |w: Workadu| async move {
            w.orders().get(arg("booking_id", 1831)).await
        }),
        on(&["orders/get--several"], |w: Workadu| async move {
            w.orders().get_many(args("booking_ids", [1831, 1832]).into_iter().map(BookingId::from)).await
        })
        .live(),
        on(&["orders/update", "orders/update--not-modifiable"], |w: Workadu| async move {
            let changes = BookingUpdate { id: Some(arg("id", 992).into()), ..BookingUpdate::default() };
            w.orders().replace(arg("booking_id", 1831), &changes).await
        }),
        on(&["orders/update--full"], |w: Workadu| async move {
            let changes = BookingUpdate {
                id: Some(992.into()),
                start_coordinates: Some(kos()?),
                start_location_name: Some("Kos town".into()),
                start_date: parse_date("2018-07-18"),
                start_time: parse_time("11:00"),
                end_coordinates: Some(kos()?),
                end_location_name: Some("Kos town".into()),
                end_date: parse_date("2018-07-18"),
                end_time: parse_time("11:59"),
                service_id: Some(33357.into()),
                customer_id: Some(2111.into()),
                selected_slots: parse_time("11:00").map(SelectedSlots::at),
                slot_start_time: parse_time("11:00"),
                slot_end_time: parse_time("11:59"),
                fullname: Some("John Doe".into()),
                email: Some("johnydoe@doe.com".into()),
                mobile: Some("1112223334".into()),
            };
            w.orders().replace(1831, &changes).await
        }),
        on(&["orders/update--invalid"], |w: Workadu| async move {
            w.orders().replace(0, &BookingUpdate { id: Some(992.into()), ..BookingUpdate::default() }).await
        }),
        on(&["orders/cancel"], |w: Workadu| async move { w.orders().cancel(arg("booking_id", 32161)).await }),
        on(&["orders/cancel--not-found"], |w: Workadu| async move { w.orders().cancel(32162).await }),
        on(&["orders/cancel--id-missing"], |w: Workadu| async move { w.orders().cancel(0).await }),
    ]
}

fn kos() -> Result<Coordinates> {
    Coordinates::new(Decimal::new(368_915_064, 7), Decimal::new(272_877_228, 7))
}

fn stop(time: &str) -> Result<NewStop> {
    let (Some(date), Some(time)) = (parse_date("2018-07-18"), parse_time(time)) else {
        return Err(Error::config("no date or time"));
    };
    Ok(NewStop { location_name: Some("Kos town".into()), ..NewStop::new(kos()?, date, time) })
}

fn order(customer: impl Into<BookingCustomer>) -> Result<NewBooking> {
    Ok(NewBooking {
        selected_slots: parse_time("11:00").map(SelectedSlots::at),
        slot_start_time: parse_time("11:00"),
        slot_end_time: parse_time("11:59"),
        ..NewBooking::new(arg("service_id", 33357), customer, stop("11:00")?, stop("11:59")?)
    })
}
