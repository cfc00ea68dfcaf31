package org.longhaul.training.partition;

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

    /** How much it is: tokens, or 1 for an example. */
    long length(int item);
}
