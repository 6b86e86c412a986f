//! The command `xxgk`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
