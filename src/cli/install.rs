//! Shell completions and the manual page: made from the very command line that is read, so they are
//! never out of date.

use super::arguments::command;
use clap_complete::Shell;
use std::io::{self, Write};

/// Writes the completions of a shell.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    // Into memory first: a pipe that is closed would be a panic in there.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command(), "parscope", &mut text);
    out.write_all(&text)
}

/// Writes the man page, with every command in it.
pub(super) fn man(out: &mut dyn Write) -> io::Result<()> {
    let mut command = command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        writeln!(out, ".SH \"PARSCOPE {}\"", sub.get_name().to_uppercase())?;
        let page = clap_mangen::Man::new(sub.clone());
        page.render_synopsis_section(out)?;
        page.render_description_section(out)?;
        // The options of an experiment are listed once, above.
        let own = sub.get_arguments().any(|argument| !argument.is_hide_set());
        if own && !matches!(sub.get_name(), "run" | "sweep" | "predict" | "plan") {
            page.render_options_section(out)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::TABLE;

    #[test]
    fn every_shell_completes_every_parameter() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let mut text = Vec::new();
            completions(shell, &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            for row in TABLE {
                assert!(text.contains(row.name), "{shell}: {}", row.name);
            }
        }
    }

    #[test]
    fn the_man_page_tells_of_every_command_and_parameter() {
        let mut text = Vec::new();
        man(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap().replace('\\', "");
        for sub in command().get_subcommands() {
            let head = format!("PARSCOPE {}", sub.get_name().to_uppercase());
            assert!(text.contains(&head), "{head}");
        }
        for row in TABLE {
            assert!(text.contains(&format!("--{}", row.name)), "{}", row.name);
        }
    }
}
