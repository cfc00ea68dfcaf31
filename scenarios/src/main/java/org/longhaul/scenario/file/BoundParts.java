package org.longhaul.scenario.file;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;

/**
 * What parts of a document were bound to, so that documents that share most of their nodes, as changed ones do with the one that was
 * changed, are not bound anew. Parts that name files, and those in which something is wrong, are left
 * out. Safe for use by several threads.
 */
public final class BoundParts {
    /** The last part that was bound at a path; a node of null stands for the default of an absent key. */
    private record Part(@Nullable YamlNode node, Setting setting, Object value) {}

    private final Map<String, Part> byPath = new ConcurrentHashMap<>();

    /** Nothing is known yet. */
    public BoundParts() {}

    /** What the same nodes were bound to at that path; null where others were, or none. */
    @Nullable
    Object known(String path, @Nullable YamlNode node, Setting setting) {
        Part part = byPath.get(path);
        return part != null && part.setting.equals(setting) && isSame(part.node, node) ? part.value : null;
    }

    void keep(String path, @Nullable YamlNode node, Setting setting, Object value) {
        byPath.put(path, new Part(node, setting, value));
    }

    /** Whether it is one node, or a section of the same ones: a change makes all sections on the way to it anew. */
    @SuppressWarnings(
            "ReferenceEquality") // nodes that were read once are shared, and comparing whole trees takes as long as
    // binding them
    private static boolean isSame(@Nullable YamlNode known, @Nullable YamlNode node) {
        if (known == node) {
            return true;
        }
        if (!(known instanceof Mapping one && node instanceof Mapping other)
                || one.line() != other.line()
                || one.column() != other.column()) {
            return false;
        }
        List<Entry> entries = one.entries();
        boolean isSame = entries.size() == other.entries().size();
        for (int i = 0; i < entries.size() && isSame; i++) {
            Entry entry = other.entries().get(i);
            isSame = entries.get(i).value() == entry.value()
                    && entries.get(i).key().equals(entry.key());
        }
        return isSame;
    }
}
