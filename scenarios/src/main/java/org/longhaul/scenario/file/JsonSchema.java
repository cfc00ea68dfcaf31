package org.longhaul.scenario.file;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.file.YamlNode.Scalar;

/**
 * A JSON Schema (draft 2020-12) for editors, made from the records that the binder binds, so that the two cannot differ.
 * A section of an extension point is one alternative per implementation, told apart by its id.
 */
public final class JsonSchema {
    private final Vocabulary vocabulary;
    private final Map<String, Object> definitions = new TreeMap<>();

    private JsonSchema(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The schema of documents that bind to the record, as nested maps and lists in a stable order. */
    public static Map<String, Object> of(Vocabulary vocabulary, Class<? extends Record> type, String title) {
        JsonSchema schema = new JsonSchema(vocabulary);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        root.putAll(schema.section(type));
        root.put("$defs", schema.definitions);
        return root;
    }

    private Map<String, Object> type(Type type) {
        Class<?> raw = Types.raw(type);
        ValueType<?> plain = vocabulary.value(raw);
        if (plain != null) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", plain.schemaType());
            if (plain.schemaType().equals("string") && raw != String.class) {
                schema.put("examples", List.of(plain.example()));
            }
            return schema;
        }
        if (raw.isEnum()) {
            return Map.of("enum", ValueTypes.spellings(raw));
        }
        if (raw == List.class) {
            Map<String, Object> items = type(Types.argument(type));
            return Map.of("anyOf", List.of(ordered("type", "array", "items", items), items));
        }
        if (raw == Map.class) {
            return ordered("type", "object", "additionalProperties", type(Types.argument(type)));
        }
        ExtensionPoint<?> choice = vocabulary.choice(type);
        if (choice != null) {
            return reference(choice);
        }
        String name = raw.getSimpleName();
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, section(raw));
        }
        Map<String, Object> written = Map.of("$ref", "#/$defs/" + name);
        ListForm listForm = raw.getAnnotation(ListForm.class);
        if (listForm == null) {
            return written;
        }
        Type items = Types.argument(Setting.named(raw, listForm.value()).type());
        return Map.of("anyOf", List.of(ordered("type", "array", "items", type(items)), written));
    }

    private Map<String, Object> section(Class<?> type) {
        List<Setting> settings = Setting.of(type);
        for (Setting setting : settings) {
            if (setting.inline()) {
                return alternatives(
                        vocabulary.point(Types.raw(Types.argument(setting.type()))),
                        settings.stream().filter(s -> !s.inline()).toList(),
                        false);
            }
        }
        return object(settings, Map.of(), Set.of());
    }

    private Map<String, Object> reference(ExtensionPoint<?> point) {
        String name = point.noun().replace(' ', '-');
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, point.isNested() ? nested(point) : alternatives(point, List.of(), true));
        }
        return Map.of("$ref", "#/$defs/" + name);
    }

    /** An id, or an id with the settings under it. */
    private Map<String, Object> nested(ExtensionPoint<?> point) {
        List<Object> alternatives = new ArrayList<>();
        alternatives.add(Map.of("enum", point.ids()));
        for (ExtensionPoint.Entry<?> entry : point.entries()) {
            Map<String, Object> settings = ordered("description", entry.description(), "type", "object");
            settings.putAll(object(Setting.of(entry.settingsType()), Map.of(), Set.of()));
            alternatives.add(object(List.of(), Map.of(entry.id(), settings), Set.of(entry.id())));
        }
        return Map.of("anyOf", alternatives);
    }

    private Map<String, Object> alternatives(ExtensionPoint<?> point, List<Setting> others, boolean shorthand) {
        List<Object> alternatives = new ArrayList<>();
        if (shorthand) {
            alternatives.add(Map.of("enum", point.ids()));
        }
        for (ExtensionPoint.Entry<?> entry : point.entries()) {
            List<Setting> settings = new ArrayList<>(Setting.of(entry.settingsType()));
            settings.addAll(others);
            Map<String, Object> id = ordered("const", entry.id(), "description", entry.description());
            boolean told = point.tellingKeys().containsValue(entry.id());
            alternatives.add(object(settings, Map.of(point.key(), id), told ? Set.of() : Set.of(point.key())));
        }
        return Map.of("anyOf", alternatives);
    }

    private Map<String, Object> object(List<Setting> settings, Map<String, Object> first, Set<String> firstRequired) {
        Map<String, Object> properties = new LinkedHashMap<>(first);
        List<String> required = new ArrayList<>(firstRequired);
        for (Setting setting : settings) {
            Map<String, Object> property = new LinkedHashMap<>();
            if (!setting.documentation().isEmpty()) {
                property.put("description", setting.documentation());
            }
            if (setting.defaultText() != null) {
                property.put("default", defaultValue(setting));
            }
            property.putAll(type(setting.type()));
            properties.put(setting.name(), property);
            if (setting.isRequired()) {
                required.add(setting.name());
            }
        }
        Map<String, Object> schema = ordered("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /** A number or truth value as such, everything else as it would be written. */
    private Object defaultValue(Setting setting) {
        String text = String.valueOf(setting.defaultText());
        ValueType<?> plain = vocabulary.value(Types.raw(setting.type()));
        if (plain == null || plain.schemaType().equals("string")) {
            return text;
        }
        Object value = plain.parser().apply(new Scalar(text, false, 0, 0));
        return value instanceof Double number ? new BigDecimal(PlainNumber.of(number)) : value;
    }

    private static Map<String, Object> ordered(String key1, Object value1, String key2, Object value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }
}
