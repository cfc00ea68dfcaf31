package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlNode;

/**
 * One axis of a sweep: a key of the scenario and the values that it takes.
 *
 * @param path path of the key, such as {@code methods[des-loc].parameterPeriod}
 * @param values its values, in order
 * @param block axes of one block take their values together, one by one; each axis that is none of a sample has its own
 */
record SweepAxis(String path, List<Value> values, int block) {

    /**
     * One value.
     *
     * @param node what is put into the scenario
     * @param text as it is shown: the scalar, or a section in one line
     * @param quantity as a number; null for what is none
     */
    record Value(YamlNode node, String text, @Nullable Quantity quantity) {
        static Value of(YamlNode node) {
            String text = SweepAxis.text(node);
            boolean isPlain = node instanceof YamlNode.Scalar scalar && !scalar.quoted();
            return new Value(node, text, isPlain ? Quantity.find(text) : null);
        }

        static Value of(Quantity quantity) {
            return new Value(new YamlNode.Scalar(quantity.text(), false, 0, 0), quantity.text(), quantity);
        }
    }

    SweepAxis {
        values = List.copyOf(values);
    }

    /** The change that puts a value into a scenario. */
    YamlChange change(int index) {
        return change(path, values.get(index).node());
    }

    /**
     * The change that puts a node at a path. Nothing is a value too: the key is as good as absent. A single seed is a list of one.
     */
    static YamlChange change(String path, YamlNode node) {
        boolean isSeed = path.equals("seeds") && node instanceof YamlNode.Scalar scalar && !scalar.isNull();
        return new YamlChange(path, isSeed ? new YamlNode.Sequence(List.of(node), 0, 0, 2) : node);
    }

    /** A node in one line, in YAML's flow style. */
    static String text(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.isNull() ? "none" : scalar.text();
        }
        List<String> parts = new ArrayList<>();
        if (node instanceof YamlNode.Sequence sequence) {
            sequence.items().forEach(item -> parts.add(text(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        for (YamlNode.Entry entry : ((YamlNode.Mapping) node).entries()) {
            parts.add(entry.key().text() + ": " + text(entry.value()));
        }
        return "{" + String.join(", ", parts) + "}";
    }
}
