package org.longhaul.topology.format;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML or JSON file read piece by piece, so that a list of a million links is never in memory as a tree. Refuses aliases
 * (and so every kind of entity bomb), duplicate keys and deep nesting.
 */
public final class DocumentText implements AutoCloseable {
    private static final int DEEPEST = 16;

    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST * 2).build();

    /** Bytes of a key, a value, a beginning or an end, on average. */
    private static final int MEMORY_PER_VALUE = 50;

    private final String file;
    private final String language;
    private final BoundedText bounded;
    private final JsonParser parser;

    private DocumentText(String file, String language, BoundedText bounded, JsonParser parser) {
        this.file = file;
        this.language = language;
        this.bounded = bounded;
        this.parser = parser;
    }

    /** Reads YAML. */
    public static DocumentText yaml(Reader text, String file) {
        YAMLFactory factory = YAMLFactory.builder()
                .loadSettings(LoadSettings.builder()
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build())
                .streamReadConstraints(LIMITS)
                // Reported by this class, with the line of the first.
                .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        BoundedText bounded = bounded(text, file);
        return new DocumentText(file, "YAML", bounded, factory.createParser(ObjectReadContext.empty(), bounded));
    }

    /** Reads JSON; several values may follow each other. */
    public static DocumentText json(Reader text, String file) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(LIMITS)
                .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        BoundedText bounded = bounded(text, file);
        return new DocumentText(file, "JSON", bounded, factory.createParser(ObjectReadContext.empty(), bounded));
    }

    private static BoundedText bounded(Reader text, String file) {
        return new BoundedText(text, file, "value", MEMORY_PER_VALUE);
    }

    /** Returns a refusal at a line and field of this file. */
    public TopologyFormatException refuse(int line, String field, String problem) {
        return new TopologyFormatException(file, line, field, problem, null);
    }

    /** Moves to the next token and returns it; null after the last. */
    @Nullable
    public JsonToken next() {
        bounded.begin();
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw notYaml(e);
        } catch (StackOverflowError e) {
            throw new TopologyFormatException(file, 0, "", "not valid " + language + ": nested too deeply", null);
        }
    }

    private TopologyFormatException notYaml(JacksonException e) {
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        String problem = String.valueOf(e.getOriginalMessage());
        // The library's own location is where the broken piece began; its cause knows where it broke.
        if (e.getCause() instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            line = marked.getProblemMark().get().getLine() + 1;
            problem = String.valueOf(marked.getProblem());
        }
        return new TopologyFormatException(
                file, line, "", "not valid " + language + ": " + Spelling.excerpt(problem), e);
    }

    /** Returns the line of the current token, from 1. */
    public int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Returns the current key or scalar. */
    String text() {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw refuse(line(), "", "the alias *" + Spelling.excerpt(parser.getString()) + "; allowed: no aliases");
        }
        return parser.getString();
    }

    /** Returns the item that begins with {@code token}, the current one; null for an empty value. */
    @Nullable
    public DocumentItem item(@Nullable JsonToken token, String path, int depth) {
        int line = line();
        if (depth > DEEPEST) {
            throw refuse(line, path, "nested more than " + DEEPEST + " levels deep");
        }
        if (token == JsonToken.START_OBJECT) {
            return keys(line, path, depth);
        } else if (token == JsonToken.START_ARRAY) {
            List<DocumentItem> items = new ArrayList<>();
            JsonToken next = next();
            while (next != JsonToken.END_ARRAY) {
                String where = path + "[" + items.size() + "]";
                DocumentItem item = item(next, where, depth + 1);
                if (item == null) {
                    throw refuse(line(), where, "is empty; allowed: a value");
                }
                items.add(item);
                next = next();
            }
            return new DocumentItem.Items(line, items);
        }
        return token == JsonToken.VALUE_NULL ? null : new DocumentItem.Text(line, text());
    }

    private DocumentItem keys(int line, String path, int depth) {
        Map<String, DocumentItem> values = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            Integer earlier = lines.put(key, keyLine);
            String where = path.isEmpty() ? key : path + "." + key;
            if (earlier != null) {
                throw refuse(keyLine, where, "occurs twice, first in line " + earlier + "; allowed: once");
            }
            DocumentItem value = item(next(), where, depth + 1);
            if (value != null) {
                values.put(key, value);
            }
        }
        return new DocumentItem.Keys(line, values);
    }

    @Override
    public void close() {
        parser.close();
    }
}
