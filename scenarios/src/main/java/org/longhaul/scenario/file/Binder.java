package org.longhaul.scenario.file;

import com.google.common.collect.ImmutableSet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.RecordValues;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Scalar;
import org.longhaul.scenario.file.YamlNode.Sequence;
import org.longhaul.topology.unit.QuantityException;

/**
 * Binds the tree of one document to records and collects every problem on the way.
 *
 * <p>A component of type {@link YamlNode} takes whatever is written there, as it is. Keys are component names; an unknown key, a missing section or a value of the wrong kind is reported at its line.
 * What a record's constructor refuses ({@link IllegalArgumentException}) is reported at the key that its message names.
 */
public final class Binder {
    private final Vocabulary vocabulary;
    private final YamlDocument document;
    private final FileFinder files;
    private final BoundParts parts;
    private final List<Problem> problems = new ArrayList<>();

    /** Files that were looked up so far. */
    private int lookedUp;

    private Binder(Vocabulary vocabulary, YamlDocument document, FileFinder files, BoundParts parts) {
        this.vocabulary = vocabulary;
        this.document = document;
        this.files = files;
        this.parts = parts;
    }

    /** Binds the document. @throws InvalidFileException with everything that is wrong, by line */
    public static <R extends Record> R bind(
            Vocabulary vocabulary, YamlDocument document, Class<R> type, FileFinder files) {
        return bind(vocabulary, document, type, files, new BoundParts());
    }

    /** The same, of documents to one type that share parts. */
    public static <R extends Record> R bind(
            Vocabulary vocabulary, YamlDocument document, Class<R> type, FileFinder files, BoundParts parts) {
        Binder binder = new Binder(vocabulary, document, files, parts);
        Object bound = binder.record(document.root(), "", type);
        if (bound == null || !binder.problems.isEmpty()) {
            binder.problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
            throw new InvalidFileException(binder.problems);
        }
        return type.cast(bound);
    }

    private @Nullable Object value(YamlNode node, String path, Type type) {
        Class<?> raw = Types.raw(type);
        if (raw == YamlNode.class) {
            return node;
        }
        ValueType<?> plain = vocabulary.value(raw);
        if (plain != null || raw.isEnum()) {
            return scalar(node, path, raw, plain);
        }
        if (raw == List.class) {
            return list(node, path, Types.argument(type));
        }
        if (raw == Map.class) {
            return map(node, path, Types.argument(type));
        }
        ExtensionPoint<?> choice = vocabulary.choice(type);
        if (choice != null) {
            Selection<?> selection = selection(node, path, choice, Set.of());
            return selection == null || raw == Selection.class ? selection : selection.settings();
        }
        if (raw.isRecord()) {
            return record(node, path, raw);
        }
        throw new IllegalStateException("no way to read a " + raw.getName() + " for " + path);
    }

    private @Nullable Object scalar(YamlNode node, String path, Class<?> raw, @Nullable ValueType<?> plain) {
        String allowed = plain != null ? plain.allowed() : "one of " + String.join(", ", ValueTypes.spellings(raw));
        if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            return problem(node, path, "found " + node.describe(), allowed, null);
        }
        if (plain == null) {
            List<String> spellings = ValueTypes.spellings(raw);
            int index = spellings.indexOf(scalar.text());
            return index >= 0
                    ? raw.getEnumConstants()[index]
                    : problem(
                            node,
                            path,
                            scalar.describe() + " is not known",
                            allowed,
                            Spelling.hint(scalar.text(), spellings));
        }
        try {
            Object value = plain.parser().apply(scalar);
            return value instanceof Path written ? found(path, written) : value;
        } catch (QuantityException e) {
            return refused(node, path, e, null);
        } catch (IllegalArgumentException e) {
            return refused(node, path, e, allowed);
        }
    }

    private Path found(String path, Path written) {
        lookedUp++;
        return files.find(path, written);
    }

    private @Nullable Object list(YamlNode node, String path, Type element) {
        List<YamlNode> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
        boolean single = !(node instanceof Sequence);
        if (single && (!(node instanceof Scalar scalar) || scalar.isNull())) {
            return problem(
                    node, path, "found " + node.describe(), "a list: [a, b] or lines that begin with '- '", null);
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Object value = value(items.get(i), single ? path : path + "[" + i + "]", element);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == items.size() ? List.copyOf(values) : null;
    }

    private @Nullable Object map(YamlNode node, String path, Type element) {
        if (!(node instanceof Mapping mapping)) {
            return problem(node, path, "found " + node.describe(), "names and values: name: value", null);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            Object value = value(entry.value(), join(path, entry.key().text()), element);
            if (value != null) {
                values.put(entry.key().text(), value);
            }
        }
        return values;
    }

    private @Nullable Selection<?> selection(YamlNode node, String path, ExtensionPoint<?> point, Set<String> others) {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            Mapping empty = new Mapping(List.of(), node.line(), node.column(), 1);
            return chosen(scalar, empty, path, point, others);
        }
        if (point.isNested()) {
            return nested(node, path, point);
        }
        if (!(node instanceof Mapping mapping)) {
            String allowed = "a section with the key '" + point.key() + "'";
            problem(node, path, "found " + node.describe(), allowed, null);
            return null;
        }
        Scalar id = name(mapping, point);
        if (id == null) {
            String message = "the key '" + point.key() + "' that names the " + point.noun() + " is missing";
            problem(node, path, message, point.key() + ": one of " + String.join(", ", point.ids()), null);
            return null;
        }
        return chosen(id, mapping, path, point, others);
    }

    private @Nullable Selection<?> nested(YamlNode node, String path, ExtensionPoint<?> point) {
        if (node instanceof Mapping mapping
                && mapping.entries().size() == 1
                && mapping.entries().get(0).value() instanceof Mapping settings) {
            Scalar id = mapping.entries().get(0).key();
            return chosen(id, settings, join(path, id.text()), point, Set.of());
        }
        problem(
                node,
                path,
                "found " + node.describe(),
                "one of " + String.join(", ", point.ids()) + ", or {name: {settings}}",
                null);
        return null;
    }

    /** The value of the key that names the implementation, or the name that a telling key stands for. */
    private static @Nullable Scalar name(Mapping mapping, ExtensionPoint<?> point) {
        Entry named = find(mapping, point.key());
        if (named != null) {
            return named.value() instanceof Scalar id && !id.isNull() ? id : null;
        }
        for (Map.Entry<String, String> telling : point.tellingKeys().entrySet()) {
            Entry entry = find(mapping, telling.getKey());
            if (entry != null) {
                return new Scalar(telling.getValue(), true, mapping.line(), mapping.column());
            }
        }
        return null;
    }

    private <F> @Nullable Selection<F> chosen(
            Scalar id, Mapping mapping, String path, ExtensionPoint<F> point, Set<String> others) {
        if (!point.has(id.text())) {
            String message = "there is no " + point.noun() + " " + id.describe();
            String hint = Spelling.hint(id.text(), point.ids());
            String at = point.isNested() ? path : join(path, point.key());
            problem(id, at, message, String.join(", ", point.ids()), hint);
            return null;
        }
        ExtensionPoint.Entry<F> entry = point.get(id.text());
        Set<String> besides = new LinkedHashSet<>(others);
        if (!point.isNested()) {
            besides.add(point.key());
        }
        Object settings = components(mapping, path, entry.settingsType(), besides);
        return settings == null ? null : new Selection<>(entry.id(), entry.factory(), (Record) settings);
    }

    private @Nullable Object record(YamlNode node, String path, Class<?> type) {
        if (node instanceof Mapping mapping) {
            return components(mapping, path, type, Set.of());
        }
        ListForm listForm = type.getAnnotation(ListForm.class);
        if (listForm != null && node instanceof Sequence sequence) {
            return listed(sequence, path, type, listForm.value());
        }
        List<String> keys = names(Setting.of(type));
        String allowed = listForm == null
                ? "a section with the keys " + String.join(", ", keys)
                : listOrSection(node, path.substring(path.lastIndexOf('.') + 1), keys.get(0));
        return problem(node, path, "found " + node.describe(), allowed, null);
    }

    /** Binds a plain list to one component; the others are absent. */
    private @Nullable Object listed(Sequence sequence, String path, Class<?> type, String component) {
        List<Setting> settings = Setting.of(type);
        int before = problems.size();
        Mapping bare = new Mapping(List.of(), sequence.line(), sequence.column(), 1);
        @Nullable Object[] values = new @Nullable Object[settings.size()];
        for (int i = 0; i < values.length; i++) {
            Setting setting = settings.get(i);
            values[i] = setting.name().equals(component)
                    ? value(sequence, path, setting.type())
                    : component(bare, path, setting);
        }
        return problems.size() == before ? construct(bare, path, type, values) : null;
    }

    /** Both ways to write it, with the number that was found if there was one. */
    private static String listOrSection(YamlNode node, String key, String first) {
        String number = node instanceof Scalar scalar && ValueTypes.isWhole(scalar) ? scalar.text() : "3";
        return "a list, as in " + key + ": [" + number + "], or a section, as in " + key + ": {" + first + ": " + number
                + "}";
    }

    /** Binds the keys of a mapping that belong to the record; {@code besides} are keys that belong to others. */
    private @Nullable Object components(Mapping mapping, String path, Class<?> type, Set<String> besides) {
        List<Setting> settings = Setting.of(type);
        int before = problems.size();
        Setting inline = settings.stream().filter(Setting::inline).findFirst().orElse(null);
        if (inline == null) {
            reportUnknownKeys(mapping, path, settings, besides);
        }
        @Nullable Object[] values = new @Nullable Object[settings.size()];
        for (int i = 0; i < values.length; i++) {
            Setting setting = settings.get(i);
            if (setting.inline()) {
                ExtensionPoint<?> point = vocabulary.point(Types.raw(Types.argument(setting.type())));
                values[i] = selection(mapping, path, point, ImmutableSet.copyOf(names(settings)));
            } else {
                values[i] = component(mapping, path, setting);
            }
        }
        return problems.size() == before ? construct(mapping, path, type, values) : null;
    }

    private @Nullable Object component(Mapping mapping, String path, Setting setting) {
        Entry entry = find(mapping, setting.name());
        String at = join(path, setting.name());
        boolean absent = entry == null || (entry.value() instanceof Scalar scalar && scalar.isNull());
        if (entry != null && !absent) {
            return part(entry.value(), at, setting);
        }
        if (setting.defaultText() != null) {
            return part(null, at, setting);
        }
        if (setting.optional()) {
            return null;
        }
        YamlNode node = entry == null ? mapping : entry.key();
        String what = Types.raw(setting.type()).isRecord() ? "section" : "key";
        String meaning = setting.documentation().isEmpty() ? null : setting.name() + ": " + setting.documentation();
        return problem(node, at, "the " + what + " '" + setting.name() + "' is missing", meaning, null);
    }

    /** What is written, or the default; what is known of it. */
    private @Nullable Object part(@Nullable YamlNode written, String path, Setting setting) {
        Object known = parts.known(path, written, setting);
        if (known != null) {
            return known;
        }
        int filesBefore = lookedUp;
        int problemsBefore = problems.size();
        YamlNode node = written != null
                ? written
                : YamlReader.parse("default of " + path, String.valueOf(setting.defaultText()))
                        .root();
        Object value = value(node, path, setting.type());
        if (value != null && lookedUp == filesBefore && problems.size() == problemsBefore) {
            parts.keep(path, written, setting, value);
        }
        return value;
    }

    private void reportUnknownKeys(Mapping mapping, String path, List<Setting> settings, Set<String> besides) {
        Set<String> known = new LinkedHashSet<>(besides);
        known.addAll(names(settings));
        Set<String> open = new LinkedHashSet<>(known);
        mapping.entries().forEach(e -> open.remove(e.key().text()));
        for (Entry entry : mapping.entries()) {
            String name = entry.key().text();
            if (!known.contains(name)) {
                // A key that is there already is meant where a change names it, as in --set topology.wid=1 Gbit/s.
                boolean stated = Spelling.nearest(name, open).isEmpty()
                        && Spelling.nearest(name, known).isPresent();
                String hint = Spelling.hint(name, stated ? known : open);
                String all = known.isEmpty() ? "no keys here" : String.join(", ", known);
                problem(entry.key(), join(path, name), "unknown key '" + name + "'", all, hint);
            }
        }
    }

    private @Nullable Object construct(Mapping mapping, String path, Class<?> type, @Nullable Object[] values) {
        try {
            return RecordValues.constructor(type).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                Entry named = NamedEntry.of(mapping, String.valueOf(refusal.getMessage()));
                return named == null
                        ? refused(mapping, path, refusal, null)
                        : refused(named.value(), join(path, named.key().text()), refusal, null);
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type.getName(), e);
        }
    }

    /** Splits a message of the form "what is wrong\nMaybe ..." into message and hint. */
    private @Nullable Object refused(
            YamlNode node, String path, IllegalArgumentException refusal, @Nullable String allowed) {
        String message = String.valueOf(refusal.getMessage());
        int maybe = message.indexOf("\nMaybe ");
        String hint = maybe < 0 ? null : message.substring(maybe + "\nMaybe ".length());
        return problem(node, path, maybe < 0 ? message : message.substring(0, maybe), allowed, hint);
    }

    private @Nullable Object problem(
            YamlNode node, String path, String message, @Nullable String allowed, @Nullable String hint) {
        problems.add(new Problem(document.name(), node.line(), node.column(), path, message, allowed, hint));
        return null;
    }

    private static @Nullable Entry find(Mapping mapping, String key) {
        for (Entry entry : mapping.entries()) {
            if (entry.key().text().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    private static List<String> names(List<Setting> settings) {
        return settings.stream().filter(s -> !s.inline()).map(Setting::name).toList();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
