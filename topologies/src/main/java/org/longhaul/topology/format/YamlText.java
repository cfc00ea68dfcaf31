package org.longhaul.topology.format;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Spelling;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML file read piece by piece, so that a list of a million links is never in memory as a tree. Refuses aliases (and so
 * every kind of entity bomb), duplicate keys, deep nesting and a second document.
 */
final class YamlText implements AutoCloseable {
    private static final int DEEPEST = 16;

    private final String file;
    private final JsonParser parser;

    YamlText(Reader text, String file) {
        this.file = file;
        YAMLFactory factory = YAMLFactory.builder()
                .loadSettings(LoadSettings.builder()
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST * 2)
                        .build())
                // Reported by this class, with the line of the first.
                .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        this.parser = factory.createParser(ObjectReadContext.empty(), text);
    }

    TopologyFormatException refuse(int line, String field, String problem) {
        return new TopologyFormatException(file, line, field, problem, null);
    }

    @Nullable
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw notYaml(e);
        } catch (StackOverflowError e) {
            throw new TopologyFormatException(file, 0, "", "not valid YAML: nested too deeply", null);
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
        return new TopologyFormatException(file, line, "", "not valid YAML: " + Spelling.excerpt(problem), e);
    }

    int line() {
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
    YamlItem item(@Nullable JsonToken token, String path, int depth) {
        int line = line();
        if (depth > DEEPEST) {
            throw refuse(line, path, "nested more than " + DEEPEST + " levels deep");
        }
        if (token == JsonToken.START_OBJECT) {
            return keys(line, path, depth);
        } else if (token == JsonToken.START_ARRAY) {
            List<YamlItem> items = new ArrayList<>();
            JsonToken next = next();
            while (next != JsonToken.END_ARRAY) {
                String where = path + "[" + items.size() + "]";
                YamlItem item = item(next, where, depth + 1);
                if (item == null) {
                    throw refuse(line(), where, "is empty; allowed: a value");
                }
                items.add(item);
                next = next();
            }
            return new YamlItem.Items(line, items);
        }
        return token == JsonToken.VALUE_NULL ? null : new YamlItem.Text(line, text());
    }

    private YamlItem keys(int line, String path, int depth) {
        Map<String, YamlItem> values = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            Integer earlier = lines.put(key, keyLine);
            String where = path.isEmpty() ? key : path + "." + key;
            if (earlier != null) {
                throw refuse(keyLine, where, "occurs twice, first in line " + earlier + "; allowed: once");
            }
            YamlItem value = item(next(), where, depth + 1);
            if (value != null) {
                values.put(key, value);
            }
        }
        return new YamlItem.Keys(line, values);
    }

    @Override
    public void close() {
        parser.close();
    }
}
