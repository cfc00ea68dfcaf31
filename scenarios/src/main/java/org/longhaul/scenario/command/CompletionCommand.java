package org.longhaul.scenario.command;

import java.util.concurrent.Callable;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script for bash and zsh. */
@Command(
        name = "completion",
        description = "Print a script with which bash and zsh complete commands and options.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  source <(longhaul completion)                                 in bash, for this shell",
            "  autoload -U +X bashcompinit && bashcompinit                   in zsh, once before the same line",
            "  longhaul completion > ~/.local/share/bash-completion/completions/longhaul     for every shell"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    CompletionCommand() {}

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash("longhaul", root));
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
