package org.longhaul.scenario.file;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Sequence;

/** A parsed file: its name as the user gave it, its text and its tree. */
public record YamlDocument(String name, String text, YamlNode root) {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

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

    private YamlNode locate(String path) {
        YamlNode node = root;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            YamlNode next = step.group(1) != null ? child(node, step.group(1)) : item(node, step.group(2));
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }

    /** What stands at a path such as {@code methods[0].period}, items by number; null where nothing does. */
    public @Nullable YamlNode find(String path) {
        YamlNode node = root;
        Matcher step = STEP.matcher(path);
        while (node != null && step.find()) {
            node = step.group(1) != null ? child(node, step.group(1)) : item(node, step.group(2));
        }
        return node;
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
