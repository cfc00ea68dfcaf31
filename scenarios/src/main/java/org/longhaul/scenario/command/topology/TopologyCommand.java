package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.IdleLinks;
import org.longhaul.topology.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at networks: of the catalogue, of a file, of a scenario, or of a builder. */
@Command(
        name = "topology",
        description = {
            "Show, measure, check and convert networks.",
            "",
            "A network is named by the catalogue's name for it ('longhaul list networks'), by a topology file, by a scenario"
                    + " file, or by a builder with its settings as a scenario has them: '{builder: star, hosts: 4, ...}'."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TopologyShowCommand.class,
            TopologyStatsCommand.class,
            TopologyPathsCommand.class,
            TopologyCutCommand.class,
            TopologyWeakCommand.class,
            TopologyTreeCommand.class,
            TopologyConvertCommand.class,
            TopologyMeasuredCommand.class
        },
        footer = {
            "",
            "  longhaul topology show geant                            a map, and its links",
            "  longhaul topology stats gcp-11-regions                  how far across, how wide, which bottlenecks",
            "  longhaul topology weak abilene                          which link's loss splits it",
            "  longhaul topology convert Abilene.graphml abilene.yaml  a Topology Zoo file for a scenario",
            "  longhaul topology measured oslo--* --out mine.yaml      your own network, from iperf3 and ping"
        })
public final class TopologyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return ExitCode.DONE;
    }

    @Command(name = "validate", description = "Check networks.", mixinStandardHelpOptions = true)
    int validate(@Parameters(arity = "1..*", paramLabel = "NETWORK", description = "as for show") List<String> names) {
        int wrong = 0;
        for (String name : names) {
            try {
                Topology topology = NetworkSource.find(name).topology();
                out().println(name + ": valid, " + topology.hosts().length + " hosts, "
                        + topology.links().size() + " links");
                topology.departures().forEach(note -> out().println("  " + note.line()));
                String warning = IdleLinks.warning(topology);
                if (!warning.isEmpty()) {
                    out().println("  " + warning);
                }
            } catch (WrongInputException e) {
                spec.commandLine().getErr().println(e.getMessage());
                wrong++;
            }
        }
        return wrong == 0 ? ExitCode.DONE : ExitCode.WRONG_INPUT;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
