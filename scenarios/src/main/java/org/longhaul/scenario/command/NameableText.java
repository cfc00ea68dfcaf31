package org.longhaul.scenario.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.file.Setting;
import org.longhaul.scenario.file.Vocabulary;
import org.longhaul.scenario.listing.Nameable;
import org.longhaul.scenario.listing.NameableKind;
import org.longhaul.scenario.run.Json;

/** What a scenario can name, as a list, one by one with its settings, as JSON, or as a table in Markdown. */
final class NameableText {
    private NameableText() {}

    private record SettingForm(
            String name,
            String type,
            String allowed,
            @Nullable String defaultValue,
            boolean required,
            String meaning) {}

    private record Form(
            String kind,
            String id,
            String description,
            String source,
            Map<String, String> facts,
            Map<String, String> parts,
            List<SettingForm> settings) {}

    private static Form form(Nameable thing, Vocabulary vocabulary) {
        return new Form(
                thing.kind(),
                thing.id(),
                thing.description(),
                thing.source(),
                thing.facts(),
                thing.parts(),
                thing.settings().stream()
                        .map(s -> new SettingForm(
                                s.name(),
                                vocabulary.schemaType(s.type()),
                                vocabulary.allowed(s.type()),
                                s.defaultText(),
                                s.isRequired(),
                                s.documentation()))
                        .toList());
    }

    /**
     * Prints JSON: an array of objects.
     *
     * @param vocabulary what settings may be
     */
    static void json(PrintWriter out, List<Nameable> things, Vocabulary vocabulary) {
        out.println(Json.compact(
                things.stream().map(thing -> form(thing, vocabulary)).toList()));
    }

    /** Prints a line for each kind. */
    static void kinds(PrintWriter out, List<NameableKind> kinds) {
        for (NameableKind kind : kinds) {
            wrapped(
                    out,
                    String.format(
                            Locale.ROOT, "%-16s %3d  ", kind.id(), kind.ids().size()),
                    kind.meaning());
        }
    }

    /** Prints a line for each. */
    static void list(PrintWriter out, List<Nameable> things) {
        int width = 18;
        for (Nameable thing : things) {
            width = Math.max(width, thing.id().length());
        }
        for (Nameable thing : things) {
            String head = thing.id() + " ".repeat(width + 1 - thing.id().length());
            wrapped(out, head, thing.description() + facts(thing));
        }
    }

    private static String facts(Nameable thing) {
        StringBuilder text = new StringBuilder();
        thing.facts().forEach((name, value) -> text.append(text.isEmpty() ? ": " : "; ")
                .append(name)
                .append(' ')
                .append(value));
        return text.toString();
    }

    /** A table with a column for each fact that any of them has. */
    static String markdown(List<Nameable> things) {
        Set<String> facts = new LinkedHashSet<>();
        things.forEach(thing -> facts.addAll(thing.facts().keySet()));
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("id"));
        columns.add(TextTable.Column.text("what"));
        facts.forEach(fact -> columns.add(TextTable.Column.figure(fact)));
        columns.add(TextTable.Column.text("source"));
        TextTable table = new TextTable(columns);
        for (Nameable thing : things) {
            List<String> cells = new ArrayList<>();
            cells.add(thing.id());
            cells.add(thing.description());
            facts.forEach(fact -> cells.add(thing.facts().getOrDefault(fact, "–")));
            cells.add(thing.source());
            table.row(cells);
        }
        return table.markdown();
    }

    /** Prints figures, settings, defaults and source. */
    static void explain(PrintWriter out, Nameable thing) {
        out.println(thing.id() + " (" + thing.kind() + ")");
        wrapped(out, "  ", thing.description());
        wrapped(out, "  source: ", thing.source());
        thing.facts().forEach((name, value) -> wrapped(out, String.format(Locale.ROOT, "  %-22s ", name), value));
        thing.parts().forEach((part, what) -> wrapped(out, String.format(Locale.ROOT, "  = %-20s ", part), what));
        for (Setting setting : thing.settings()) {
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
