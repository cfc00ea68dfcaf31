package org.longhaul.scenario.file;

import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Markdown page of every key that a file may hold, made from the records that the binder binds, so that the two cannot
 * differ: a table for each section and one for each implementation of an extension point.
 */
public final class KeyReference {
    private final Vocabulary vocabulary;
    private final StringBuilder page = new StringBuilder();
    private final Map<String, Class<?>> sections = new LinkedHashMap<>();
    private final Deque<String> pending = new ArrayDeque<>();

    private KeyReference(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The page for documents that bind to the record; sections in the order in which their keys are met. */
    public static String of(Vocabulary vocabulary, Class<? extends Record> type) {
        KeyReference reference = new KeyReference(vocabulary);
        reference.page.append("## The file\n\n");
        reference.table(Setting.of(type));
        reference.sections();
        vocabulary.points().forEach(reference::point);
        reference.sections();
        return reference.page.toString();
    }

    /** Writes the sections that were named and are not written yet. */
    private void sections() {
        while (!pending.isEmpty()) {
            String key = pending.remove();
            page.append("\n## `").append(key).append("`\n\n");
            table(Setting.of(section(key)));
        }
    }

    private Class<?> section(String key) {
        Class<?> section = sections.get(key);
        if (section == null) {
            throw new IllegalStateException("no section has the key " + key);
        }
        return section;
    }

    private void point(ExtensionPoint<?> point) {
        page.append("\n## ").append(title(point)).append("\n\n");
        page.append(
                point.isNested() ? "Written as its name, or `{name: {settings}}`" : "Named by `" + point.key() + "`");
        if (!point.tellingKeys().isEmpty()) {
            page.append(", which may be left out where one of these keys tells it: ")
                    .append(point.tellingKeys().keySet().stream()
                            .map(key -> "`" + key + "`")
                            .collect(Collectors.joining(", ")));
        }
        page.append(".\n");
        for (ExtensionPoint.Entry<?> entry : point.entries()) {
            page.append("\n### `").append(entry.id()).append("`\n\n").append(cell(entry.description()));
            List<Setting> settings = Setting.of(entry.settingsType());
            if (settings.isEmpty()) {
                page.append(" No settings.\n");
            } else {
                page.append("\n\n");
                table(settings);
            }
        }
    }

    private void table(List<Setting> settings) {
        page.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Setting setting : settings) {
            if (setting.inline()) {
                ExtensionPoint<?> point = vocabulary.point(Types.raw(Types.argument(setting.type())));
                page.append("| `")
                        .append(point.key())
                        .append("` and its settings | ")
                        .append(link(point))
                        .append(" | required | which ")
                        .append(point.noun())
                        .append(" |\n");
                continue;
            }
            page.append("| `").append(setting.name()).append("` | ");
            page.append(value(setting.name(), setting.type())).append(" | ").append(defaultValue(setting));
            page.append(" | ").append(cell(setting.documentation())).append(" |\n");
        }
    }

    private static String defaultValue(Setting setting) {
        if (setting.defaultText() != null) {
            return "`" + setting.defaultText() + "`";
        }
        return setting.optional() ? "–" : "required";
    }

    private String value(String key, Type type) {
        Class<?> raw = Types.raw(type);
        ValueType<?> plain = vocabulary.value(raw);
        if (plain != null) {
            return plain.allowed();
        }
        if (raw.isEnum()) {
            return ValueTypes.spellings(raw).stream()
                    .map(word -> "`" + word + "`")
                    .collect(Collectors.joining(", "));
        }
        if (raw == List.class) {
            return "list of " + value(key, Types.argument(type));
        }
        if (raw == Map.class) {
            return "map to " + value(key, Types.argument(type));
        }
        ExtensionPoint<?> choice = vocabulary.choice(type);
        if (choice != null) {
            return link(choice);
        }
        Class<?> known = sections.putIfAbsent(key, raw);
        if (known == null) {
            pending.add(key);
        } else if (known != raw) {
            throw new IllegalStateException("two sections have the key '" + key + "': " + known + " and " + raw);
        }
        ListForm listForm = raw.getAnnotation(ListForm.class);
        String list = listForm == null
                ? ""
                : value(key, Setting.named(raw, listForm.value()).type()) + ", or ";
        return list + "[" + key + "](#" + anchor(key) + ")";
    }

    private static String link(ExtensionPoint<?> point) {
        return "[" + point.noun() + "](#" + anchor(title(point)) + ")";
    }

    private static String title(ExtensionPoint<?> point) {
        return "Kinds of " + point.noun();
    }

    /** The anchor that Markdown viewers make of a heading. */
    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
