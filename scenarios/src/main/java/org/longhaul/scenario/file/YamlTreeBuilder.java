package org.longhaul.scenario.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;
import org.longhaul.scenario.file.YamlNode.Scalar;
import org.longhaul.scenario.file.YamlNode.Sequence;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Builds the tree from parser events, so that depth, aliases and duplicate keys are checked as they appear. */
final class YamlTreeBuilder {
    private static final int MAX_DEPTH = 50;
    private static final long MAX_NODES = 100_000;

    private final String name;
    private final Map<String, YamlNode> anchors = new HashMap<>();

    YamlTreeBuilder(String name) {
        this.name = name;
    }

    YamlNode build(String text) {
        try {
            Iterator<Event> events =
                    new Parse(LoadSettings.builder().build()).parseString(text).iterator();
            events.next();
            if (events.next().getEventId() == Event.ID.StreamEnd) {
                throw problem(0, 0, "holds nothing but comments", "a YAML document with the sections of a scenario");
            }
            YamlNode root = node(events, events.next(), 0);
            events.next();
            Event after = events.next();
            if (after.getEventId() != Event.ID.StreamEnd) {
                throw problem(line(after), column(after), "a second YAML document begins here", "one document a file");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            throw syntax(e);
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            String message = String.format(Locale.ROOT, "character U+%04X is not allowed in YAML", e.getCodePoint());
            throw problem(line, 1, message, "printable Unicode text");
        } catch (YamlEngineException e) {
            throw problem(0, 0, "is not YAML: " + e.getMessage(), null);
        }
    }

    private YamlNode node(Iterator<Event> events, Event event, int depth) {
        int line = line(event);
        int column = column(event);
        if (depth > MAX_DEPTH) {
            throw problem(line, column, "is nested deeper than " + MAX_DEPTH + " levels", "a few levels");
        }
        if (event instanceof AliasEvent alias) {
            YamlNode target = anchors.get(alias.getAlias().getValue());
            if (target == null) {
                throw problem(line, column, "alias *" + alias.getAlias() + " is used before it is complete", null);
            }
            return target;
        }
        YamlNode node;
        if (event instanceof ScalarEvent scalar) {
            node = new Scalar(scalar.getValue(), !scalar.isPlain(), line, column);
        } else if (event instanceof SequenceStartEvent) {
            node = sequence(events, line, column, depth);
        } else if (event instanceof MappingStartEvent) {
            node = mapping(events, line, column, depth);
        } else {
            throw problem(line, column, "a value was expected here", null);
        }
        if (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
            anchors.put(anchored.getAnchor().get().getValue(), node);
        }
        return node;
    }

    private Sequence sequence(Iterator<Event> events, int line, int column, int depth) {
        List<YamlNode> items = new ArrayList<>();
        long size = 1;
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            YamlNode item = node(events, event, depth + 1);
            items.add(item);
            size = added(size, item);
            event = events.next();
        }
        return new Sequence(List.copyOf(items), line, column, size);
    }

    private Mapping mapping(Iterator<Event> events, int line, int column, int depth) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Scalar> seen = new HashMap<>();
        long size = 1;
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(events, event, depth + 1);
            if (!(key instanceof Scalar scalar)) {
                throw problem(key.line(), key.column(), "a key must be a plain name", "name: value");
            }
            Scalar earlier = seen.put(scalar.text(), scalar);
            if (earlier != null) {
                String message = "key '" + scalar.text() + "' is given twice, first at line " + earlier.line();
                throw problem(scalar.line(), scalar.column(), message, "each key once in a section");
            }
            YamlNode value = node(events, events.next(), depth + 1);
            entries.add(new Entry(scalar, value));
            size = added(size, value);
            event = events.next();
        }
        return new Mapping(List.copyOf(entries), line, column, size);
    }

    private long added(long size, YamlNode node) {
        long sum = size + node.expandedSize();
        if (sum > MAX_NODES) {
            throw problem(node.line(), node.column(), "the document expands beyond " + MAX_NODES + " values", null);
        }
        return sum;
    }

    private InvalidFileException syntax(MarkedYamlEngineException e) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        String begun = e.getContextMark()
                .map(m -> " (begun at line " + (m.getLine() + 1) + ")")
                .orElse("");
        String context = e.getContext() == null ? "" : e.getContext() + begun + ", ";
        String message = "is not valid YAML: " + context + e.getProblem();
        String allowed = null;
        if (message.contains("\\t") || message.contains("'\t'")) {
            message = "a tab stands where YAML allows only spaces";
            allowed = "spaces as indentation";
        }
        return mark == null
                ? problem(0, 0, message, allowed)
                : problem(mark.getLine() + 1, mark.getColumn() + 1, message, allowed);
    }

    private InvalidFileException problem(int line, int column, String message, @Nullable String allowed) {
        return new InvalidFileException(new Problem(name, line, column, "", message, allowed, null));
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }

    private static int column(Event event) {
        return event.getStartMark().map(m -> m.getColumn() + 1).orElse(0);
    }
}
