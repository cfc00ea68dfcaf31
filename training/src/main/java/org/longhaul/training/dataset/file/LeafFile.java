package org.longhaul.training.dataset.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.data.DataException;
import org.longhaul.training.task.DataShape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON file of LEAF, read without ever being held as a whole: a user at a time. */
final class LeafFile {
    private final ExpectedFiles expected;
    private final Path file;
    private final DataShape.Examples shape;
    private final GroupedRows.Builder rows;
    /** Of what is held of one user, until it is handed on. */
    private HeapShare memory;

    private final List<String> users = new ArrayList<>();
    private final List<Integer> stated = new ArrayList<>();
    private final Map<String, Integer> found = new LinkedHashMap<>();

    LeafFile(ExpectedFiles expected, Path file, DataShape.Examples shape, GroupedRows.Builder rows) {
        this.expected = expected;
        this.file = file;
        this.shape = shape;
        this.rows = rows;
        memory = new HeapShare(expected);
    }

    void read(InputStream in) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            require(json, json.nextToken(), JsonToken.START_OBJECT, "the file");
            boolean hasData = false;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                switch (key) {
                    case "users" -> {
                        require(json, value, JsonToken.START_ARRAY, key);
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            users.add(text(json));
                        }
                    }
                    case "num_samples" -> {
                        require(json, value, JsonToken.START_ARRAY, key);
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            stated.add(whole(json, key));
                        }
                    }
                    case "user_data" -> {
                        require(json, value, JsonToken.START_OBJECT, key);
                        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                            user(json, json.currentName());
                        }
                        hasData = true;
                    }
                    default -> json.skipChildren();
                }
            }
            if (!hasData) {
                throw expected.fault(file, "has no user_data");
            }
            requireWhatIsStated();
        } catch (JacksonException e) {
            throw expected.fault(file, "is no JSON that can be read: " + e.getOriginalMessage() + where(e));
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private void user(JsonParser json, String user) {
        require(json, json.nextToken(), JsonToken.START_OBJECT, "user \"" + user + "\"");
        memory = new HeapShare(expected);
        List<float[]> numbers = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "x" -> {
                    require(json, value, JsonToken.START_ARRAY, "x of user \"" + user + "\"");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        numbers.add(example(json, user, numbers.size() + 1));
                    }
                }
                case "y" -> {
                    require(json, value, JsonToken.START_ARRAY, "y of user \"" + user + "\"");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        labels.add(label(json, user));
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (numbers.size() != labels.size()) {
            throw expected.fault(
                    file,
                    "has " + numbers.size() + " x and " + labels.size() + " y of user \"" + user
                            + "\"; allowed: as many of the one as of the other");
        }
        if (found.put(user, labels.size()) != null) {
            throw expected.fault(file, "has user \"" + user + "\" twice in user_data; allowed: once");
        }
        for (int i = 0; i < labels.size(); i++) {
            rows.add(numbers.get(i), labels.get(i), user, file);
        }
    }

    private float[] example(JsonParser json, String user, int place) {
        String name = "example " + place + " of user \"" + user + "\"";
        require(json, json.currentToken(), JsonToken.START_ARRAY, name);
        memory.more(4L * shape.elements(), file);
        float[] numbers = new float[shape.elements()];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null || !json.currentToken().isNumeric()) {
                throw fault(json, name, "numbers");
            }
            float number = json.getFloatValue();
            if (!Float.isFinite(number)) {
                throw fault(json, name, "numbers that a float can hold");
            }
            if (count < numbers.length) {
                numbers[count] = number;
            }
            count++;
        }
        if (count != numbers.length) {
            throw expected.fault(
                    file,
                    "has " + count + " numbers in " + name + "; allowed: " + numbers.length + ", as shape "
                            + shape.dimensions() + " says");
        }
        return numbers;
    }

    /** A label, which some generators write as 3.0. */
    private int label(JsonParser json, String user) {
        String name = "y of user \"" + user + "\"";
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw fault(json, name, "labels, whole numbers");
        }
        double value = json.getDoubleValue();
        if (!(value >= 0 && value < shape.classes() && value == Math.rint(value))) {
            throw fault(json, name, "labels of 0 to " + (shape.classes() - 1) + ", as classes says");
        }
        memory.more(Integer.BYTES * 4L, file);
        return (int) value;
    }

    private String text(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw fault(json, "users", "names");
        }
        memory.more(json.getStringLength() + 48L, file);
        return json.getString();
    }

    private int whole(JsonParser json, String key) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw fault(json, key, "whole numbers");
        }
        memory.more(16, file);
        return json.getIntValue();
    }

    private void requireWhatIsStated() {
        if (users.size() != stated.size()) {
            throw expected.fault(
                    file,
                    "has " + users.size() + " users and " + stated.size()
                            + " num_samples; allowed: as many of the one as of the other");
        }
        for (int i = 0; i < users.size(); i++) {
            Integer samples = found.remove(users.get(i));
            if (samples == null || !samples.equals(stated.get(i))) {
                throw expected.fault(
                        file,
                        "states " + stated.get(i) + " examples of user \"" + users.get(i) + "\", and user_data has "
                                + (samples == null ? "no such user" : samples.toString()));
            }
        }
        if (!found.isEmpty()) {
            throw expected.fault(
                    file,
                    "has data of user \"" + found.keySet().iterator().next()
                            + "\", whom users does not name; allowed: the " + users.size() + " that it names");
        }
    }

    private void require(JsonParser json, JsonToken value, JsonToken wanted, String what) {
        if (value != wanted) {
            throw fault(json, what, wanted == JsonToken.START_ARRAY ? "a list, [...]" : "an object, {...}");
        }
    }

    private DataException fault(JsonParser json, String what, String allowed) {
        String value = json.currentToken() == null ? "the end of the file" : shortened(json);
        return expected.fault(
                file,
                json.currentTokenLocation().getLineNr(),
                "has " + value + " in " + what + "; allowed: " + allowed);
    }

    private static String shortened(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            char[] letters = json.getStringCharacters();
            int from = json.getStringOffset();
            int length = Math.min(40, json.getStringLength());
            return "the text \"" + new String(Arrays.copyOfRange(letters, from, from + length))
                    + (length < json.getStringLength() ? "..." : "") + "\"";
        }
        return String.valueOf(json.getString());
    }
}
