package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.file.ExtensionPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what can go wrong on a network and what else can cross it, and explains one of them. */
@Command(
        name = "faults",
        description =
                "List the fault models and kinds of background traffic; with an id, its settings, defaults and source.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul faults                  fault models and kinds of background traffic",
            "  longhaul faults link-outages     settings, defaults and source of one",
            "'longhaul validate FILE' says what the faults of a scenario come to."
        })
final class FaultsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "fault model or kind of traffic to explain")
    @Nullable
    private String id;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    FaultsCommand() {}

    @Override
    public Integer call() {
        Extensions extensions = Extensions.load();
        List<ExtensionPoint<?>> points = List.of(extensions.faults(), extensions.traffic());
        String ids = String.join(", ", extensions.faults().ids()) + ", "
                + String.join(", ", extensions.traffic().ids());
        ExtensionListing found = ExtensionListing.of(points, id, ids);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            found.json(out);
        } else if (id == null) {
            found.list(out);
        } else {
            found.explain(out);
        }
        return Longhaul.DONE;
    }
}
