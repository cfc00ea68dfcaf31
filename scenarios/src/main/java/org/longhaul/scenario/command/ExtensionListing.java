package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.Setting;
import org.longhaul.scenario.run.Json;
import org.longhaul.topology.unit.Spelling;

/** What extension points hold, as a list, one by one with its settings, or as JSON. */
final class ExtensionListing {
    private final List<Described> found;

    private record Described(String kind, String id, String description, String source, List<Setting> settings) {}

    private ExtensionListing(List<Described> found) {
        this.found = found;
    }

    /**
     * Finds implementations.
     *
     * @param id of the only one wanted; null for all
     * @param suggested ids that a message names when there is no such one, and where the rest is listed
     * @throws WrongInputException naming the nearest id when there is none of that id
     */
    static ExtensionListing of(List<ExtensionPoint<?>> points, @Nullable String id, String suggested) {
        List<Described> found = points.stream()
                .flatMap(p -> p.entries().stream()
                        .map(e -> new Described(
                                p.noun(), e.id(), e.description(), e.source(), Setting.of(e.settingsType()))))
                .filter(d -> id == null || d.id().equals(id))
                .toList();
        if (found.isEmpty()) {
            List<String> ids = points.stream().flatMap(p -> p.ids().stream()).toList();
            throw new WrongInputException(
                    "nothing is called '" + id + "'; allowed: " + suggested + Spelling.maybe(String.valueOf(id), ids));
        }
        return new ExtensionListing(found);
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

    /** Prints JSON. */
    void json(PrintWriter out) {
        out.println(Json.compact(found.stream().map(ExtensionListing::form).toList()));
    }

    /** Prints a line for each. */
    void list(PrintWriter out) {
        String kind = "";
        for (Described d : found) {
            if (!d.kind().equals(kind)) {
                kind = d.kind();
                out.println((kind.equals("method") ? "" : "\n") + kind);
            }
            wrapped(out, String.format(Locale.ROOT, "  %-18s ", d.id()), d.description());
        }
    }

    /** Prints settings, defaults and source of each. */
    void explain(PrintWriter out) {
        found.forEach(d -> explain(out, d));
    }

    private static void explain(PrintWriter out, Described d) {
        out.println(d.id() + " (" + d.kind() + ")");
        wrapped(out, "  ", d.description());
        wrapped(out, "  source: ", d.source());
        for (Setting setting : d.settings()) {
            String value = setting.defaultText() != null
                    ? "default " + setting.defaultText()
                    : setting.optional() ? "optional" : "required";
            wrapped(
                    out,
                    String.format(Locale.ROOT, "  %-22s ", setting.name()),
                    setting.documentation() + " (" + value + ")");
        }
        out.println();
    }

    private static void wrapped(PrintWriter out, String head, String text) {
        out.print(WrappedText.of(head, " ".repeat(head.length()), text, Terminal.width()));
    }
}
