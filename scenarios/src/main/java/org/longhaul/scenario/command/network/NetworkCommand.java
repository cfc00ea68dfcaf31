package org.longhaul.scenario.command.network;

import java.util.concurrent.Callable;
import org.longhaul.scenario.command.shared.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks about the network models. */
@Command(
        name = "network",
        description = {
            "Ask why a transfer takes as long as it does, and how far the network models can be trusted.",
            "",
            "Three models simulate one network: 'analytic' is latency plus bytes at the slowest link's rate; 'flow' (the"
                    + " default of scenarios) is a fluid with max-min fair shares and the mechanisms of TCP; 'packet' is"
                    + " every packet through queues and congestion control, for small cases."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NetworkExplainCommand.class, NetworkCompareCommand.class, NetworkValidateCommand.class},
        footer = {
            "",
            "Begin with:",
            "  longhaul network explain abilene --from seattle --to new-york --bytes 250MB",
            "  longhaul network compare scenarios/library/quick.yaml",
            "  longhaul network validate"
        })
public final class NetworkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    NetworkCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
