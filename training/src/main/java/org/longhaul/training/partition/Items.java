package org.longhaul.training.partition;

import java.util.List;

/**
 * What is divided over the workers: documents of a corpus, examples of a data set.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface Items {
    /** Number of classes or domains. */
    int labels();

    /** Class or domain of an item, from 0. */
    int label(int item);

    /** Number of groups. */
    int groups();

    /** Whom or what an item comes from, from 0: its writer or its domain. */
    int group(int item);

    /** What a group is called: its number, unless it has a name. */
    default String groupName(int group) {
        return Integer.toString(group);
    }

    /** What items can be grouped by, {@link #group} first: writer; user, room. */
    default List<String> attributes() {
        return List.of("group");
    }

    /** Number of values of an attribute. */
    default int values(int attribute) {
        return groups();
    }

    /** Value of an attribute of an item, from 0. */
    default int value(int attribute, int item) {
        return group(item);
    }

    /** What a value is called: its number, unless it has a name. */
    default String valueName(int attribute, int value) {
        return groupName(value);
    }

    /** Whether an item is for validation and never trained on; workers have the same mix of both. */
    default boolean isHeldOut(int item) {
        return false;
    }

    /** How much it is: tokens, or 1 for an example. */
    long length(int item);
}
