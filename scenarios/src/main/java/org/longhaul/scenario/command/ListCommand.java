package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.listing.NameableKind;
import org.longhaul.scenario.listing.NameableKinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what a scenario can name. */
@Command(
        name = "list",
        description = {
            "List what a scenario can name: methods, optimizers, collectives, faults, devices, architectures, networks ...",
            "",
            "Without KIND, the kinds and where each stands in a scenario."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul list                      the kinds",
            "  longhaul list methods              the distributed methods",
            "  longhaul list devices              computing devices with memory, link, power and rates",
            "'longhaul describe ID' explains one."
        })
final class ListCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "KIND", description = "one of the kinds that 'longhaul list' shows")
    @Nullable
    private String kind;

    @Option(names = "--json", description = "print JSON; without KIND, all of every kind")
    private boolean json;

    @Option(names = "--markdown", description = "print a table in Markdown; KIND must be stated")
    private boolean markdown;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ListCommand() {}

    @Override
    public Integer call() {
        if (json && markdown) {
            throw new WrongInputException("--json and --markdown exclude each other; state one of them");
        }
        PrintWriter out = spec.commandLine().getOut();
        Extensions extensions = Extensions.load();
        List<NameableKind> kinds = NameableKinds.of(extensions);
        if (kind == null) {
            if (markdown) {
                throw new WrongInputException("--markdown needs a KIND; allowed: " + ids(kinds));
            }
            if (json) {
                NameableText.json(
                        out, kinds.stream().flatMap(k -> k.all().stream()).toList(), extensions.vocabulary());
            } else {
                NameableText.kinds(out, kinds);
            }
            return ExitCode.DONE;
        }
        NameableKind found = find(kinds, kind);
        if (json) {
            NameableText.json(out, found.all(), extensions.vocabulary());
        } else if (markdown) {
            out.print(NameableText.markdown(found.all()));
        } else {
            NameableText.list(out, found.all());
        }
        return ExitCode.DONE;
    }

    private static NameableKind find(List<NameableKind> kinds, String id) {
        return kinds.stream()
                .filter(k -> k.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new WrongInputException(
                        "no kind is called '" + Spelling.excerpt(id) + "'; allowed: " + ids(kinds) + maybe(kinds, id)));
    }

    private static String maybe(List<NameableKind> kinds, String id) {
        String near = Spelling.maybe(id, kinds.stream().map(NameableKind::id).toList());
        boolean isName = kinds.stream().anyMatch(k -> k.ids().contains(id));
        return near.isEmpty() && isName ? "\nMaybe 'longhaul describe " + id + "'." : near;
    }

    private static String ids(List<NameableKind> kinds) {
        return String.join(", ", kinds.stream().map(NameableKind::id).toList());
    }
}
