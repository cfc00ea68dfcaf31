package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.listing.Nameable;
import org.longhaul.scenario.listing.NameableKind;
import org.longhaul.scenario.listing.NameableKinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains one thing that a scenario can name. */
@Command(
        name = "describe",
        description = "Explain what a scenario can name: settings, defaults, figures and source.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul describe des-loc          settings, defaults and source of a method",
            "  longhaul describe link-outages     of a kind of fault",
            "  longhaul describe h100-sxm         memory, link, power and rates of a device",
            "'longhaul list' shows the kinds of names that there are."
        })
final class DescribeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "method, optimizer, collective, fault, device, architecture ...")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String id;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    DescribeCommand() {}

    @Override
    public Integer call() {
        Extensions extensions = Extensions.load();
        List<NameableKind> kinds = NameableKinds.of(extensions);
        List<Nameable> found = kinds.stream()
                .filter(k -> k.ids().contains(id))
                .map(k -> k.find().apply(id))
                .toList();
        if (found.isEmpty()) {
            boolean isKind = kinds.stream().anyMatch(k -> k.id().equals(id));
            List<String> ids = kinds.stream().flatMap(k -> k.ids().stream()).toList();
            throw new WrongInputException("nothing is called '" + Spelling.excerpt(id)
                    + "'; allowed: a name that 'longhaul list KIND' shows, KIND one of "
                    + String.join(", ", kinds.stream().map(NameableKind::id).toList())
                    + (isKind ? "\nMaybe 'longhaul list " + id + "'." : Spelling.maybe(id, ids)));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            NameableText.json(out, found, extensions.vocabulary());
        } else {
            found.forEach(thing -> NameableText.explain(out, thing));
        }
        return ExitCode.DONE;
    }
}
