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

/** Lists what a scenario can name, and explains one of them. */
@Command(
        name = "methods",
        description = "List the distributed methods; with an id, its settings, defaults and source.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul methods                 the distributed methods",
            "  longhaul methods des-loc         settings, defaults and source of one",
            "  longhaul methods --all           optimizers, models, collectives, networks, ... too"
        })
final class MethodsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "method, optimizer, collective, ... to explain")
    @Nullable
    private String id;

    @Option(names = "--all", description = "list every extension point, not only the methods")
    private boolean all;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    MethodsCommand() {}

    @Override
    public Integer call() {
        Extensions extensions = Extensions.load();
        List<ExtensionPoint<?>> points = all || id != null ? extensions.all() : List.of(extensions.methods());
        ExtensionListing found = ExtensionListing.of(
                points, id, String.join(", ", extensions.methods().ids()) + ", or what 'longhaul methods --all' lists");
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
