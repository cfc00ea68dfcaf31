package org.longhaul.scenario.file;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode.Entry;
import org.longhaul.scenario.file.YamlNode.Mapping;

/** Finds the key that a message is about. */
final class NamedEntry {
    private NamedEntry() {}

    /** The entry whose key a constructor's message names first. */
    static @Nullable Entry of(Mapping mapping, String message) {
        Entry first = null;
        int at = Integer.MAX_VALUE;
        for (Entry entry : mapping.entries()) {
            int position = wordPosition(message, entry.key().text());
            if (position >= 0 && position < at) {
                at = position;
                first = entry;
            }
        }
        return first;
    }

    private static int wordPosition(String message, String word) {
        int from = message.indexOf(word);
        while (from >= 0) {
            int end = from + word.length();
            boolean starts = from == 0 || !Character.isJavaIdentifierPart(message.charAt(from - 1));
            boolean ends = end == message.length() || !Character.isJavaIdentifierPart(message.charAt(end));
            if (starts && ends) {
                return from;
            }
            from = message.indexOf(word, from + 1);
        }
        return -1;
    }
}
