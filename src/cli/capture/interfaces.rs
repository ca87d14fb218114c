//! Lists of interfaces (`-D`) and of the link types that one offers (`-L`).

use std::io;

use anyhow::Result;

use super::arguments::Arguments;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Destination};
use crate::cli::voice::problem;
use crate::report::{Column, Report, Section, Table};
use crate::source::live::{Device, devices, link_types};
use crate::value::{Kind, Unit, Value};

/// The sections that can be shown, without rows.
pub fn sections() -> [Section; 2] {
    [Section::of(interfaces(&[])), Section::of(types(&[]))]
}

/// Shows the interfaces.
pub fn show_interfaces(arguments: &Arguments) -> Result<Exit> {
    show(arguments, interfaces(&devices()?))
}

/// Shows what link types an interface offers.
pub fn show_link_types(arguments: &Arguments, interface: &str) -> Result<Exit> {
    show(arguments, types(&link_types(interface, arguments.device.is_monitor())?))
}

fn interfaces(devices: &[Device]) -> Table {
    let flag = |name, doc| Column::new(name, Kind::Boolean, Unit::None, doc);
    let columns = vec![
        Column::text("name", "what -i takes"),
        flag("up", "it is switched on"),
        flag("running", "it can carry packets now"),
        flag("loopback", "what is sent to it comes back"),
        flag("wireless", "it is a radio"),
        Column::text("addresses", "its IP addresses, separated by commas"),
        Column::text(
            "link_types",
            "what -y takes, separated by commas; of one that is up, and may be opened",
        ),
        Column::text("description", "what the system says it is"),
    ];
    let mut table = Table::new("interfaces", "Interfaces", columns);
    for device in devices {
        let addresses: Vec<String> = device.addresses.iter().map(ToString::to_string).collect();
        table.push(vec![
            device.name.clone().into(),
            Value::Bool(device.is_up),
            Value::Bool(device.is_running),
            Value::Bool(device.is_loopback),
            Value::Bool(device.is_wireless),
            addresses.join(",").into(),
            offered(device).into(),
            device.description.clone().map_or(Value::Null, Value::from),
        ]);
    }
    table
}

/// What an interface that is up offers. One that is not up may be no more than a way to something
/// else, which opening it would change.
fn offered(device: &Device) -> Option<String> {
    let found = device.is_up.then(|| link_types(&device.name, false).ok()).flatten()?;
    let names: Vec<String> = found.into_iter().map(|(name, _)| name).collect();
    Some(names.join(","))
}

fn types(found: &[(String, String)]) -> Table {
    let columns =
        vec![Column::text("name", "what -y takes"), Column::text("description", "what it is")];
    let mut table = Table::new("link_types", "Link types", columns);
    for (name, description) in found {
        table.push(vec![name.clone().into(), description.clone().into()]);
    }
    table
}

fn show(arguments: &Arguments, table: Table) -> Result<Exit> {
    let output = &arguments.output;
    let mut destination = Destination::open(output, &[])?;
    let report = Report { sections: vec![Section::of(table)], ..Report::default() };
    let mut format = (output.format.make)(destination.writer(), output::options(output));
    let written = crate::output::write(&report, None, format.as_mut());
    let written = written.and_then(|()| format.finish());
    drop(format);
    Ok(match written.and_then(|()| destination.finish()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            problem(&format!("{}: cannot write the result: {error}", output::name(output)));
            Exit::Undelivered
        }
        _ => Exit::Done,
    })
}
