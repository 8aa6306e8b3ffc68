//! XES as tools export it.

use crate::{check_round_trip, read_text, sorted};
use channels::file::write::Form;
use desk::touch::{Phase, Touch};

fn log(inside: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">\n{inside}\n</log>\n")
}

/// A log of one trace; its first event stands in line 4.
fn trace(events: &str) -> String {
    log(&format!("<trace><string key=\"concept:name\" value=\"K 1\"/>\n{events}\n</trace>"))
}

fn event(inside: &str) -> String {
    format!("<event><date key=\"time:timestamp\" value=\"2024-02-29T10:00:00+08:00\"/>{inside}</event>")
}

/// What one event with these attributes becomes, as JSON without its derived id.
fn check(inside: &str, expected: &str) {
    let read = read_text("log.xes", trace(&event(inside)));
    assert_eq!(read.complaints(), "");
    let mut touch = read.touches[0].clone();
    assert_eq!(touch.id.len(), 32, "an id is derived");
    (touch.id, touch.source) = (String::new(), String::new());
    assert_eq!(serde_json::to_string(&touch).expect("JSON"), expected);
    check_round_trip(Form::Xes, &read.touches);
}

#[test]
fn the_standard_keys_mean_what_the_standard_says() {
    check(
        "<string key='concept:name' value='催单'/><string key='lifecycle:transition' value='START'/>\
         <string key='org:group' value='客服'/><string key='org:resource' value='小王'/>\
         <float key='cost:total' value='12.5'/>",
        r#"{"v":1,"id":"","source":"","at":"2024-02-29T02:00:00Z","action":"催单","thread":"K 1","owner":"客服","actor":"小王","amount":12.5,"phase":"start","attributes":{"cost:total":12.5}}"#,
    );
}

#[test]
fn what_no_role_takes_is_kept_with_its_type() {
    check(
        "<boolean key='b' value='True'/><int key='i' value='3.0'/><float key='f' value='2'/><id key='u' value='x'/>\
         <date key='d' value='2024-01-01T00:00:00.5+01:00'/><string key='s' value='2024-01-01T00:00:00Z'/>\
         <string key='p' value='a'><string key='q' value='&lt;&#20013;'/></string>\
         <list key='l'><values><int key='n' value='1'/><int key='n' value='2'/></values></list>",
        r#"{"v":1,"id":"","source":"","at":"2024-02-29T02:00:00Z","thread":"K 1","attributes":{"b":true,"d":"2024-01-01T00:00:00.5+01:00","f":2.0,"i":3,"l":{"values":[["n",1],["n",2]],"xes":"list"},"p":{"children":[["q","<中"]],"value":"a","xes":"string"},"s":{"value":"2024-01-01T00:00:00Z","xes":"string"},"u":{"value":"x","xes":"id"}}}"#,
    );
}

#[test]
fn attributes_of_the_trace_are_case_attributes_of_every_event() {
    let text = log("<trace><string key='tier' value='gold'/><string key='concept:name' value='7'/>\
        <event><date value='2024-01-01T00:00:00Z' key='time:timestamp'/><string key='tier' value='x'/></event>\
        <event><date key='time:timestamp' value='2024-01-02'/></event>\
        <event><date key='time:timestamp' value='2024-01-02T00:00:00'/></event></trace>");
    let read = read_text("log.xes", text);
    let told: Vec<String> =
        read.touches.iter().map(|touch| format!("{} {}", touch.at, serde_json::json!(touch.attributes))).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2024-01-01T00:00:00Z {"case:tier":"gold","tier":"x"}
    2024-01-02T00:00:00Z {"case:tier":"gold"}
    2024-01-02T00:00:00Z {"case:tier":"gold"}
    "#);
    check_round_trip(Form::Xes, &sorted(read.touches));
}

#[test]
fn equal_events_of_one_trace_are_several_and_an_equal_trace_is_the_same() {
    let twice = event("<string key='concept:name' value='call'/>").repeat(2);
    let one = read_text("log.xes", trace(&twice)).touches;
    assert_ne!(one[0].id, one[1].id);
    assert_eq!(one.iter().map(|touch| touch.sequence).collect::<Vec<_>>(), [0, 1]);
    let again = read_text("other.xes", trace(&twice)).touches;
    assert_eq!(one, again, "the same log under another name holds the same touches");
}

#[test]
fn one_bad_event_is_put_aside_and_the_rest_goes_on() {
    let events = [
        event("<string key='concept:name' value='a'/>"),
        "<event><string key='concept:name' value='no time'/></event>".to_owned(),
        "<event><date key='time:timestamp' value='yesterday'/></event>".to_owned(),
        event("<string value='no key'/>"),
        event("<string key='concept:name' value='b'/>"),
    ];
    let read = read_text("log.xes", trace(&events.join("\n")));
    assert_eq!(read.touches.len(), 2);
    insta::assert_snapshot!(read.complaints(), @r#"
    log.xes:5: time:timestamp: the time is missing; fill in when it happened
    log.xes:6: time:timestamp: "yesterday" cannot be read as a time; write it like the other rows, or name its format in the mapping under [at] formats
    log.xes:7: a <string> has no key; mend this entry, or export the log again
    "#);
    assert_eq!(read.rejected[0].raw, r#"<event><string key="concept:name" value="no time"/></event>"#);
}

#[test]
fn of_a_log_that_breaks_off_all_before_is_kept_and_the_break_is_told() {
    let whole = trace(&[event(""), event("<string key='x' value='y'/>")].join("\n"));
    let cut = &whole[..whole.len() - 40];
    let read = read_text("log.xes", cut);
    assert_eq!(read.touches.len(), 1);
    insta::assert_snapshot!(read.complaints(), @"log.xes:5: the log ends in the middle; all events before this line were read, none after it; mend this entry, or export the log again");
}

#[test]
fn an_attribute_that_comes_too_late_for_its_trace_is_told() {
    let text = log(&format!("<trace>{}<string key='concept:name' value='late'/></trace>", event("")));
    let read = read_text("log.xes", text);
    assert_eq!(read.touches.len(), 1);
    insta::assert_snapshot!(read.complaints(), @"log.xes:3: attributes of the trace stand after its events, so they were not read; mend this entry, or export the log again");
}

#[test]
fn traces_without_a_name_stay_apart() {
    let nameless = format!("<trace>{}</trace>", event("<string key='concept:name' value='a'/>"));
    let read = read_text("log.xes", log(&nameless.repeat(3)));
    let mut threads: Vec<_> = read.touches.iter().map(Touch::journey).collect();
    threads.dedup();
    assert_eq!(threads.len(), 3);
}

#[test]
fn every_word_of_the_life_cycle_comes_back() {
    for (word, phase) in [("complete", Phase::Complete), ("Schedule", Phase::Schedule), ("ate_abort", Phase::Other)] {
        let inside = format!("<string key='lifecycle:transition' value='{word}'/>");
        let read = read_text("log.xes", trace(&event(&inside)));
        assert_eq!(read.touches[0].phase, phase, "{word}");
        check_round_trip(Form::Xes, &read.touches);
    }
}

#[test]
fn other_ways_to_write_xml_mean_the_same() {
    let plain = trace(&event("<string key='concept:name' value='a &amp; b'/>"));
    let odd = "<?xml version='1.0'?>\n<!DOCTYPE log>\n<x:log xmlns:x='urn:x'><!-- > --><x:trace><x:string \
               value='K 1' key='concept:name'></x:string><x:event><x:string key = \"concept:name\"\n\
               value='a &#38; b' ></x:string><x:date value='2024-02-29T10:00:00+08:00' key='time:timestamp'/>\
               <unknown><deep/></unknown></x:event></x:trace></x:log>";
    let (plain, odd) = (read_text("a.xes", plain), read_text("b.xes", odd));
    assert_eq!(odd.complaints(), "");
    assert_eq!(plain.touches[0].action.as_deref(), Some("a & b"));
    assert_eq!(plain.touches[0].at, odd.touches[0].at);
    assert_eq!(plain.touches[0].action, odd.touches[0].action);
}

#[test]
fn an_extension_is_known_by_its_address_whatever_its_prefix() {
    let head = "<extension name='C' prefix='c' uri='http://www.xes-standard.org/concept.xesext'/>\
                <extension name='T' prefix='when' uri='http://www.xes-standard.org/time.xesext'/>\
                <extension name='O' prefix='who' uri='https://xes-standard.org/org.xesext'/>";
    let trace = "<trace><string key='c:name' value='K 1'/><event><string key='c:name' value='call'/>\
                 <date key='when:timestamp' value='2024-02-29T10:00:00Z'/><string key='who:group' value='desk'/>\
                 <string key='what:ever' value='x'/></event></trace>";
    let read = read_text("log.xes", log(&format!("{head}{trace}")));
    let touch = &read.touches[0];
    assert_eq!((touch.thread.as_deref(), touch.action.as_deref()), (Some("K 1"), Some("call")));
    assert_eq!((touch.owner.as_deref(), touch.attributes.keys().collect()), (Some("desk"), vec!["what:ever"]));
}

#[test]
fn traces_without_a_name_go_by_what_tells_them_apart() {
    let trace = |number: usize, key: &str| {
        let events = event("<string key='concept:name' value='a'/>").repeat(2);
        format!(
            "<trace><string key='{key}' value='T{number}'/><string key='product' value='P{}'/>{events}</trace>",
            number % 2
        )
    };
    let threads = |key: &str| {
        let read = read_text("log.xes", log(&(0..6).map(|number| trace(number, key)).collect::<String>()));
        read.touches.iter().step_by(2).filter_map(|touch| touch.thread.clone()).collect::<Vec<_>>()
    };
    for key in ["ticket id", "case id", "caseId"] {
        assert_eq!(threads(key), ["T0", "T1", "T2", "T3", "T4", "T5"], "{key}");
    }
    assert!(threads("colour").iter().all(|thread| thread.starts_with("trace ")), "no name says that it is the case");
}

#[test]
fn who_is_given_as_a_list_is_all_of_them() {
    let inside = "<string key='concept:name' value='a'/><list key='org:resource'><values><string key='r' value='Ann'/>\
                  <id key='r' value='7'/><int key='r' value='3'/></values></list>";
    let read = read_text("log.xes", trace(&event(inside)));
    assert_eq!(read.touches[0].actor.as_deref(), Some("Ann, 7, 3"));
}

#[test]
fn times_may_be_written_as_texts() {
    let event = |day: usize| {
        format!(
            "<event><string key='concept:name' value='a'/>\
             <string key='time:timestamp' value='{day}/03/2024 09:30:00'/></event>"
        )
    };
    let read = read_text("log.xes", trace(&(11..29).map(event).collect::<String>()));
    assert_eq!((read.complaints().as_str(), read.touches.len()), ("", 18));
    assert_eq!(read.touches[17].at.to_string(), "2024-03-28T09:30:00Z");
}
