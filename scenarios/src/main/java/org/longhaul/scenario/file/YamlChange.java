package org.longhaul.scenario.file;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Scalar;
import org.longhaul.scenario.file.YamlNode.Sequence;

/**
 * A value to be put at a path of a document, such as {@code topology.wide=2.5 Gbit/s}.
 *
 * <p>A path names keys with dots between them, and items of a list in brackets, by number from 0 or by a value that one of them
 * has: {@code methods[des-loc].collective}. Keys that are not there yet are added.
 *
 * @param path where
 * @param value what; null takes the key or the item away
 */
public record YamlChange(String path, @Nullable YamlNode value) {
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[([^\\[\\]]+)]");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    public YamlChange {
        value = value == null ? null : placeless(value);
    }

    /**
     * Parses {@code path=value}; the value is YAML, and an empty one takes the key away.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static YamlChange parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("'" + text + "' is no change of a scenario; allowed: path=value, such as"
                    + " topology.wide=2.5 Gbit/s or methods[ddp].collective=ring");
        }
        String path = text.substring(0, equals).strip();
        return of(path, text.substring(equals + 1));
    }

    /** The same of a path and its value as YAML. */
    public static YamlChange of(String path, String value) {
        if (steps(path).isEmpty()) {
            throw new IllegalArgumentException("'" + path
                    + "' is no path; allowed: keys with dots, items in brackets, as in methods[0].collective");
        }
        return new YamlChange(
                path, value.isBlank() ? null : YamlReader.parse(path, value).root());
    }

    /** A step of a path: a key, or in brackets an item. */
    private record Step(String text, boolean isItem) {}

    private static List<Step> steps(String path) {
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (step.lookingAt()) {
            steps.add(step.group(1) != null ? new Step(step.group(1), false) : new Step(step.group(2), true));
            end = step.end();
            step.region(end, path.length());
        }
        return end == path.length() ? steps : List.of();
    }

    /** A tree that is written in no file. */
    private static YamlNode placeless(YamlNode node) {
        if (node instanceof Mapping mapping) {
            return mapping(mapping.entries().stream()
                    .map(e -> new Entry(new Scalar(e.key().text(), e.key().quoted(), 0, 0), placeless(e.value())))
                    .toList());
        }
        if (node instanceof Sequence sequence) {
            return new Sequence(
                    sequence.items().stream().map(YamlChange::placeless).toList(), 0, 0, sequence.expandedSize());
        }
        Scalar scalar = (Scalar) node;
        return new Scalar(scalar.text(), scalar.quoted(), 0, 0);
    }

    private static Mapping mapping(List<Entry> entries) {
        return like(new Mapping(List.of(), 0, 0, 1), entries);
    }

    private static Mapping like(Mapping place, List<Entry> entries) {
        long size = 1;
        for (Entry entry : entries) {
            size += entry.value().expandedSize();
        }
        return new Mapping(List.copyOf(entries), place.line(), place.column(), size);
    }

    /**
     * The document with this changed; what is not changed keeps its place in messages.
     *
     * @throws IllegalArgumentException if the path leads nowhere, saying where it ends
     */
    public YamlDocument in(YamlDocument document) {
        return document.with(changed(document.root(), steps(path), 0, ""));
    }

    private YamlNode changed(@Nullable YamlNode node, List<Step> steps, int at, String before) {
        Step step = steps.get(at);
        if (step.isItem) {
            return inSequence(node, steps, at, before);
        }
        String here = before.isEmpty() ? step.text : before + "." + step.text;
        boolean isNull = node instanceof Scalar scalar && scalar.isNull();
        if (node != null && !isNull && !(node instanceof Mapping)) {
            throw new IllegalArgumentException(path + ": " + before + " is " + node.describe()
                    + ", which has no keys\nMaybe state it whole: " + before + "={...}");
        }
        Mapping mapping = node instanceof Mapping known ? known : mapping(List.of());
        List<Entry> entries = new ArrayList<>();
        boolean isKnown = false;
        for (Entry entry : mapping.entries()) {
            if (!entry.key().text().equals(step.text)) {
                entries.add(entry);
                continue;
            }
            isKnown = true;
            YamlNode after = after(entry.value(), steps, at, here);
            if (after != null) {
                entries.add(new Entry(entry.key(), after));
            }
        }
        if (!isKnown) {
            YamlNode after = after(null, steps, at, here);
            if (after == null) {
                List<String> keys =
                        mapping.entries().stream().map(e -> e.key().text()).toList();
                throw new IllegalArgumentException(
                        path + ": there is no key '" + step.text + "' to take away" + Spelling.maybe(step.text, keys));
            }
            entries.add(new Entry(new Scalar(step.text, false, 0, 0), after));
        }
        return like(mapping, entries);
    }

    private @Nullable YamlNode after(@Nullable YamlNode node, List<Step> steps, int at, String here) {
        return at + 1 == steps.size() ? value : changed(node, steps, at + 1, here);
    }

    private YamlNode inSequence(@Nullable YamlNode node, List<Step> steps, int at, String before) {
        if (!(node instanceof Sequence sequence)) {
            throw new IllegalArgumentException(path + ": " + before + " is "
                    + (node == null ? "not there" : node.describe()) + ", which has no items");
        }
        int index = index(sequence, steps.get(at).text, before);
        List<YamlNode> items = new ArrayList<>(sequence.items());
        YamlNode after = after(items.get(index), steps, at, before + "[" + steps.get(at).text + "]");
        if (after == null) {
            items.remove(index);
        } else {
            items.set(index, after);
        }
        long size = 1;
        for (YamlNode item : items) {
            size += item.expandedSize();
        }
        return new Sequence(List.copyOf(items), sequence.line(), sequence.column(), size);
    }

    /** By number, or the one item that has the text as a value. */
    private int index(Sequence sequence, String text, String before) {
        List<YamlNode> items = sequence.items();
        if (NUMBER.matcher(text).matches() && Integer.parseInt(text) < items.size()) {
            return Integer.parseInt(text);
        }
        int found = -1;
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < items.size(); i++) {
            if (values(items.get(i)).contains(text)) {
                if (found >= 0) {
                    throw new IllegalArgumentException(path + ": several items of " + before + " have the value '"
                            + text + "'; allowed: a number from 0 to " + (items.size() - 1));
                }
                found = i;
            }
            names.add(i
                    + (values(items.get(i)).isEmpty()
                            ? ""
                            : " (" + values(items.get(i)).get(0) + ")"));
        }
        if (found < 0) {
            throw new IllegalArgumentException(path + ": " + before + " has no item '" + text + "'; allowed: " + names
                    + Spelling.maybe(
                            text,
                            items.stream()
                                    .flatMap(item -> values(item).stream())
                                    .toList()));
        }
        return found;
    }

    private static List<String> values(YamlNode item) {
        List<String> values = new ArrayList<>();
        if (item instanceof Scalar scalar) {
            values.add(scalar.text());
        } else if (item instanceof Mapping mapping) {
            for (Entry entry : mapping.entries()) {
                if (entry.value() instanceof Scalar scalar) {
                    values.add(scalar.text());
                }
            }
        }
        return values;
    }
}
