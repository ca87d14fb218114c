//! The program: parse, run, exit code. Everything is in the library, where tests reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    netsift::cli::main(std::env::args_os())
}
