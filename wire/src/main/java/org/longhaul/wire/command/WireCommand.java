package org.longhaul.wire.command;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.UserCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs over real sockets, and what they say of the simulated ones. */
@AutoService(UserCommand.class)
@Provides(id = "wire", description = "Run a scenario between real processes, and hold it against its projection.")
@Command(
        subcommands = {
            WireRunCommand.class,
            WireWorkerCommand.class,
            WireCompareCommand.class,
            WireCalibrateCommand.class,
            WireLabCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "  longhaul wire run scenarios/wire/four.yaml --local 4    four processes on this machine",
            "",
            "docs/wire.md leads through it, on one machine and between several."
        })
public final class WireCommand implements UserCommand {
    @Spec
    private CommandSpec spec;

    /** Found through {@link java.util.ServiceLoader}. */
    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    public WireCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
