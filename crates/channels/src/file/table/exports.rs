//! Stories of what ticket systems, hotlines and shops export.

use super::tests::{read_text, time};
use crate::file::Options;
use crate::file::mapping::Mapping;

#[test]
fn lengths_of_time_tell_of_moments_too() {
    let head = "Ticket ID,Ticket Subject,Status,Created Date,First Response Time (Hours),Resolution_Time_Hours,SLA Hours\n\
                T1,Billing,Closed,2024-11-23 03:00,1.5,18,24\nT2,Login,Closed,2024-11-23 04:00,0.25,2,4\n\
                T3,Login,Open,2024-11-24 04:00,,,8\nT4,Billing,Closed,2024-11-24 05:00,soon,30,24\n";
    let others = (5..40).map(|n| format!("T{n},Login,Closed,2024-11-25 05:00,{n},{n}.5,24\n"));
    let read = read_text(head.to_owned() + &others.collect::<String>(), &Options::default());
    let told: Vec<_> = read
        .touches
        .iter()
        .take(9)
        .map(|touch| (touch.thread.as_deref().unwrap_or_default(), touch.action.as_deref(), touch.at))
        .collect();
    let at = |thread, action, at| (thread, Some(action), time(at));
    let expected = [
        at("T1", "Created", "2024-11-23T03:00:00Z"),
        at("T1", "First Response", "2024-11-23T04:30:00Z"),
        at("T1", "resolved", "2024-11-23T21:00:00Z"),
        at("T2", "Created", "2024-11-23T04:00:00Z"),
        at("T2", "First Response", "2024-11-23T04:15:00Z"),
        at("T2", "resolved", "2024-11-23T06:00:00Z"),
        at("T3", "Created", "2024-11-24T04:00:00Z"),
        at("T4", "Created", "2024-11-24T05:00:00Z"),
        at("T4", "resolved", "2024-11-25T11:00:00Z"),
    ];
    assert_eq!((told.as_slice(), read.rejected), (expected.as_slice(), vec![(5, "bad_number")]));
    let saved = Mapping::from_toml(&read.mapping.to_toml()).expect("the printed mapping");
    assert_eq!(saved, read.mapping);
}

#[test]
fn what_a_ticket_is_about_is_not_the_ticket() {
    // Often copied: times without any order but that of the purchase.
    let mut text = String::from(
        "Ticket ID,Customer Age,Customer Email,Date of Purchase,Ticket Subject,Ticket Priority,First Response Time,Time to Resolution\n",
    );
    for n in 0..60 {
        let subject = ["Refund request", "Network problem", "Delivery", "Setup"][n % 4];
        let (first, last) = if n % 3 == 0 { (18, 9) } else { (9, 18) };
        text += &format!(
            "{n},{},c{}@example.com,2020-07-{:02},{subject},Low,2023-06-01 {first:02}:15:00,2023-06-01 {last:02}:05:00\n",
            n % 9 + 20,
            n % 50,
            n % 28 + 1
        );
    }
    let read = read_text(text, &Options::default());
    assert_eq!(read.mapping.thread.as_deref(), Some("Ticket ID"));
    let actions: Vec<_> = read.mapping.milestone.iter().map(|milestone| milestone.action.as_str()).collect();
    assert_eq!(actions, ["Purchase", "First Response", "resolved"]);
    let customer: Vec<_> = read.mapping.customer.iter().map(|customer| customer.column.as_str()).collect();
    assert_eq!(customer, ["Customer Email"], "customers of one age are many");
    assert_eq!((read.touches.len(), read.rejected.len()), (180, 0));
}

/// What exports of well-known systems call their columns.
#[test]
fn exports_of_known_systems_need_no_mapping() {
    #[track_caller]
    fn check(header: &str, row: impl Fn(usize) -> String, wanted: &str) {
        let rows: String = (0..120).map(row).collect();
        let mapping = read_text(format!("{header}\n{rows}"), &Options::default()).mapping;
        let milestones = mapping.milestone.iter().map(|milestone| milestone.column.as_str());
        let customers =
            mapping.customer.iter().map(|customer| format!("{} ({})", customer.column, customer.kind.word()));
        let found = [
            mapping.thread.clone().unwrap_or_default(),
            mapping.at.column.iter().map(String::as_str).chain(milestones).collect::<Vec<_>>().join(", "),
            customers.collect::<Vec<_>>().join(", "),
        ];
        assert_eq!(found.join("; "), wanted);
    }
    let day = |n: usize| format!("2024-0{}-{:02}", n % 9 + 1, n % 28 + 1);
    check(
        "Id,Subject,Requester,Requester email,Status,Created at,Updated at,Solved at,First reply time in minutes",
        |n| {
            format!(
                "{n},Re {n},Ann {},u{n}@x.org,Solved,{d} 08:00,{d} 21:00,{d} 20:0{},{n}\n",
                ["Lee", "Ray"][n % 2],
                n % 9,
                d = day(n)
            )
        },
        "; Created at, Solved at, First reply time in minutes; Requester (name), Requester email (email)",
    );
    check(
        "CI Name;Incident ID;KM number;# Reassignments;Open Time;Reopen Time;Resolved Time;Close Time",
        |n| {
            format!(
                "SUB{};IM{n:07};KM{:07};{};{d} 08:00;;{d} 10:00;{d} 11:0{}\n",
                n % 7,
                n % 30,
                n % 5,
                n % 10,
                d = day(n)
            )
        },
        "Incident ID; Open Time, Resolved Time, Close Time; ",
    );
    check(
        "Date received,Product,Issue,State,Date sent to company,Timely response?,Complaint ID",
        |n| {
            format!(
                "{},Loan,{},{},{},Yes,{}\n",
                day(n),
                ["Fee", "Closing"][n % 2],
                ["CA", "NY"][n % 2],
                day(n),
                3_000_000 + n
            )
        },
        "Complaint ID; Date received, Date sent to company; ",
    );
    check(
        "工单编号,来电时间,来电人,联系电话,诉求类型,承办单位,派单时间,办结时间",
        |n| format!("GD{n:06},{d} 08:00,张伟,138{:08},投诉,住建局,{d} 09:00,{d} 1{}:00\n", n % 70, n % 9, d = day(n)),
        "工单编号; 来电时间, 派单时间, 办结时间; 联系电话 (phone)",
    );
    check(
        "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Due Date,Resolution Action Updated Date",
        |n| format!("{},{d} 08:00,{d} 1{}:00,NYPD,Noise,{d} 23:00,{d} 22:00\n", 60_000_000 + n, n % 9, d = day(n)),
        "Unique Key; Created Date, Closed Date; ",
    );
    // A title and a note above the table, filled up to its width.
    check(
        "Calls of May,,,,\n,,,,\nexported by Ann,,,,\nCall Start,Caller Number,Queue,Result,Wait Secs",
        |n| format!("{} 08:{:02},+1415555{:04},Billing,Answered,{n}\n", day(n), n % 60, n % 31),
        "; Call Start; Caller Number (phone)",
    );
    check(
        "user_pseudo_id,event_timestamp,event_name,ga_session_id",
        |n| {
            format!(
                "{}.5,{},{},{}\n",
                n / 4 % 20,
                1_700_000_000_000_000 + n * 1_000_000,
                ["view", "buy"][n % 2],
                99 + n / 4
            )
        },
        "ga_session_id; event_timestamp; user_pseudo_id (account)",
    );
}

#[test]
fn who_wrote_a_message_says_who_began_it() {
    let message = |n: usize| {
        let (day, hour, who) = (n / 40 + 1, n / 4 % 10 + 10, ["买家", "客服"][n % 2]);
        format!("S{:04},2024-01-0{day} {hour}:{:02},{who},第{n}次催单\n", n / 4, n % 4)
    };
    let text = "会话ID,消息时间,发送方,消息内容\n".to_owned() + &(0..80).map(message).collect::<String>();
    let mapping = read_text(text, &Options::default()).mapping;
    assert_eq!(mapping.direction.as_ref().map(|direction| direction.column.as_str()), Some("发送方"));
    assert_eq!((mapping.text.as_deref(), mapping.action), (Some("消息内容"), None));
}
