package org.longhaul.topology.measured;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.format.DocumentItem;
import org.longhaul.topology.format.TopologyFormatException;

/**
 * A mapping of a JSON report, of which any part may be missing.
 *
 * @param file the report's file
 * @param path of the mapping within it
 */
record ReportFields(String file, String path, DocumentItem.Keys keys) {
    int line() {
        return keys.line();
    }

    boolean has(String key) {
        return keys.values().containsKey(key);
    }

    @Nullable
    ReportFields within(String key) {
        DocumentItem item = keys.values().get(key);
        if (item == null) {
            return null;
        }
        if (item instanceof DocumentItem.Keys found) {
            return new ReportFields(file, path(key), found);
        }
        throw refuse(item.line(), key, "is " + item.kind() + "; allowed: a mapping");
    }

    /** The mappings of a list; none where it is missing. */
    List<ReportFields> each(String key) {
        DocumentItem item = keys.values().get(key);
        List<ReportFields> all = new ArrayList<>();
        if (item == null) {
            return all;
        }
        if (!(item instanceof DocumentItem.Items items)) {
            throw refuse(item.line(), key, "is " + item.kind() + "; allowed: a list");
        }
        for (DocumentItem each : items.items()) {
            String where = key + "[" + all.size() + "]";
            if (!(each instanceof DocumentItem.Keys found)) {
                throw refuse(each.line(), where, "is " + each.kind() + "; allowed: a mapping");
            }
            all.add(new ReportFields(file, path(where), found));
        }
        return all;
    }

    @Nullable
    String text(String key) {
        DocumentItem item = keys.values().get(key);
        if (item == null || item instanceof DocumentItem.Text) {
            return item == null ? null : ((DocumentItem.Text) item).value();
        }
        throw refuse(item.line(), key, "is " + item.kind() + "; allowed: a single value");
    }

    /**
     * A number that is not negative, at most {@code most}; null where it is missing.
     *
     * @throws TopologyFormatException if it is something else
     */
    @Nullable
    Double number(String key, double most) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value >= 0 && value <= most)) {
            throw refuse(lineOf(key), key, "is " + text + "; allowed: a number from 0 to " + most);
        }
        return value;
    }

    /** The same, and a default where it is missing. */
    double number(String key, double most, double otherwise) {
        Double value = number(key, most);
        return value == null ? otherwise : value;
    }

    int lineOf(String key) {
        DocumentItem item = keys.values().get(key);
        return item == null ? keys.line() : item.line();
    }

    TopologyFormatException refuse(int line, String key, String problem) {
        return new TopologyFormatException(file, line, path(key), problem, null);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
