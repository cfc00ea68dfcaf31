package org.longhaul.scenario.file;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Sequence;

/** A parsed file: its name as the user gave it, its text and its tree. Immutable. */
public final class YamlDocument {
    private final String name;
    private final Supplier<String> text;
    private final YamlNode root;

    YamlDocument(String name, String text, YamlNode root) {
        this(name, () -> text, root);
    }

    private YamlDocument(String name, Supplier<String> text, YamlNode root) {
        this.name = name;
        this.text = text;
        this.root = root;
    }

    /** Its name as the user gave it. */
    public String name() {
        return name;
    }

    /** Its text; that of a changed one is written when it is first asked for, which no point of a sweep does. */
    public String text() {
        return text.get();
    }

    /** Its tree. */
    public YamlNode root() {
        return root;
    }

    /** The same file with another tree. */
    YamlDocument with(YamlNode other) {
        return new YamlDocument(name, Suppliers.memoize(() -> YamlText.of(other)), other);
    }

    /** Gathers problems that show only when several fields are seen together. */
    public final class Findings {
        private final Set<Problem> problems = new LinkedHashSet<>();
        private final List<String> warnings = new ArrayList<>();

        /** Adds a problem, once, at the deepest node of the path that is written in the file. */
        public void add(String path, String message, @Nullable String allowed) {
            problems.add(problem(path, message, allowed));
        }

        /** Adds a warning about something that is allowed and yet most likely not meant. */
        public void warn(String path, String message) {
            warnings.add(problem(path, message, null).render());
        }

        /** Warnings that were found of this document before. */
        public void warnAgain(List<String> known) {
            warnings.addAll(known);
        }

        /** The warnings, each with its place in the file. */
        public List<String> warnings() {
            return List.copyOf(warnings);
        }

        /** Whether the file itself holds the field of a path. */
        public boolean isWritten(String path) {
            return find(path) != null;
        }

        private Problem problem(String path, String message, @Nullable String allowed) {
            YamlNode node = locate(path);
            int maybe = message.indexOf("\nMaybe ");
            String hint = maybe < 0 ? null : message.substring(maybe + "\nMaybe ".length());
            String what = maybe < 0 ? message : message.substring(0, maybe);
            return new Problem(name, node.line(), node.column(), path, what, allowed, hint);
        }

        /** Whether nothing was found. */
        public boolean isEmpty() {
            return problems.isEmpty();
        }

        /** Ends the check. @throws InvalidFileException if anything was found */
        public void raise() {
            if (!problems.isEmpty()) {
                throw new InvalidFileException(List.copyOf(problems));
            }
        }
    }

    /** A fresh collection of problems of this document. */
    public Findings findings() {
        return new Findings();
    }

    /** Whether the value of a path stands in no file but was put in by a {@link YamlChange}. */
    public boolean isPutIn(String path) {
        YamlNode node = find(path);
        return node != null && node.line() == 0;
    }

    /** The deepest node on a path that is there. */
    private YamlNode locate(String path) {
        YamlNode node = root;
        int at = stepFrom(path, 0);
        while (at < path.length()) {
            int end = endOfStep(path, at);
            YamlNode next = next(node, path, at, end);
            if (next == null) {
                return node;
            }
            node = next;
            at = stepFrom(path, end);
        }
        return node;
    }

    /** What stands at a path such as {@code methods[0].period}, items by number; null where nothing does. */
    public @Nullable YamlNode find(String path) {
        YamlNode node = root;
        int at = stepFrom(path, 0);
        while (node != null && at < path.length()) {
            int end = endOfStep(path, at);
            node = next(node, path, at, end);
            at = stepFrom(path, end);
        }
        return node;
    }

    /** Where the next key, or the next number in brackets, begins. */
    private static int stepFrom(String path, int from) {
        int at = from;
        while (at < path.length() && isMark(path.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfStep(String path, int from) {
        int end = from;
        while (end < path.length() && !isMark(path.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isMark(char c) {
        return c == '.' || c == '[' || c == ']';
    }

    private static @Nullable YamlNode next(YamlNode node, String path, int from, int end) {
        String step = path.substring(from, end);
        boolean isItem = from > 0
                && path.charAt(from - 1) == '['
                && end < path.length()
                && path.charAt(end) == ']'
                && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return isItem ? item(node, step) : child(node, step);
    }

    private static @Nullable YamlNode child(YamlNode node, String key) {
        if (node instanceof Mapping mapping) {
            for (Entry entry : mapping.entries()) {
                if (entry.key().text().equals(key)) {
                    return entry.value();
                }
            }
        }
        return null;
    }

    private static @Nullable YamlNode item(YamlNode node, String index) {
        int i = Integer.parseInt(index);
        return node instanceof Sequence sequence && i < sequence.items().size()
                ? sequence.items().get(i)
                : null;
    }
}
