package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.Setting;
import org.longhaul.scenario.run.Json;
import org.longhaul.topology.unit.Spelling;
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
    private static final int WIDTH = 100;

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

    private record Described(String kind, String id, String description, String source, List<Setting> settings) {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Described> found = described();
        if (json) {
            out.println(Json.compact(found.stream().map(MethodsCommand::form).toList()));
        } else if (id == null) {
            list(out, found);
        } else {
            found.forEach(d -> explain(out, d));
        }
        return Longhaul.DONE;
    }

    private record SettingForm(
            String name, String type, @Nullable String defaultValue, boolean required, String meaning) {}

    private record Form(String kind, String id, String description, String source, List<SettingForm> settings) {}

    private static Form form(Described d) {
        return new Form(
                d.kind(),
                d.id(),
                d.description(),
                d.source(),
                d.settings().stream()
                        .map(s -> new SettingForm(
                                s.name(), s.type().getTypeName(), s.defaultText(), s.isRequired(), s.documentation()))
                        .toList());
    }

    private List<Described> described() {
        Extensions extensions = Extensions.load();
        List<ExtensionPoint<?>> points = all || id != null ? extensions.all() : List.of(extensions.methods());
        List<Described> found = points.stream()
                .flatMap(p -> p.entries().stream()
                        .map(e -> new Described(
                                p.noun(), e.id(), e.description(), e.source(), Setting.of(e.settingsType()))))
                .filter(d -> id == null || d.id().equals(id))
                .toList();
        if (found.isEmpty()) {
            List<String> ids = points.stream().flatMap(p -> p.ids().stream()).toList();
            throw new WrongInputException("nothing is called '" + id + "'; allowed: "
                    + String.join(", ", extensions.methods().ids()) + ", or what 'longhaul methods --all' lists"
                    + Spelling.maybe(String.valueOf(id), ids));
        }
        return found;
    }

    private static void list(PrintWriter out, List<Described> found) {
        String kind = "";
        for (Described d : found) {
            if (!d.kind().equals(kind)) {
                kind = d.kind();
                out.println((kind.equals("method") ? "" : "\n") + kind);
            }
            wrapped(out, "  %-18s ".formatted(d.id()), d.description());
        }
    }

    private static void explain(PrintWriter out, Described d) {
        out.println(d.id() + " (" + d.kind() + ")");
        wrapped(out, "  ", d.description());
        wrapped(out, "  source: ", d.source());
        for (Setting setting : d.settings()) {
            String value = setting.defaultText() != null
                    ? "default " + setting.defaultText()
                    : setting.optional() ? "optional" : "required";
            wrapped(out, "  %-22s ".formatted(setting.name()), setting.documentation() + " (" + value + ")");
        }
        out.println();
    }

    private static void wrapped(PrintWriter out, String head, String text) {
        StringBuilder line = new StringBuilder(head);
        String indent = " ".repeat(head.length());
        for (String word : text.split("\\s+", -1)) {
            if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }
}
