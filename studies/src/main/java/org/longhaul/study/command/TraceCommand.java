package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.UserCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Execution traces: out to other simulators, and in from them. */
@AutoService(UserCommand.class)
@Provides(
        id = "trace",
        description = "Exchange execution traces of MLCommons Chakra with other simulators.",
        source = "MLCommons Chakra, github.com/mlcommons/chakra.")
@Command(
        subcommands = {TraceExportCommand.class, TraceImportCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class TraceCommand implements UserCommand {
    @Spec
    private CommandSpec spec;

    /** Found through {@link java.util.ServiceLoader}. */
    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    public TraceCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
