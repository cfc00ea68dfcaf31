package org.longhaul.study.chakra;

import org.jspecify.annotations.Nullable;

/** Kinds of nodes, by their numbers in the schema. */
enum NodeType {
    INVALID_NODE(0),
    METADATA_NODE(1),
    MEM_LOAD_NODE(2),
    MEM_STORE_NODE(3),
    COMP_NODE(4),
    COMM_SEND_NODE(5),
    COMM_RECV_NODE(6),
    COMM_COLL_NODE(7);

    private final int number;

    NodeType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The kind of a number; null if there is none. */
    static @Nullable NodeType of(int number) {
        for (NodeType each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        return null;
    }

    boolean communicates() {
        return this == COMM_SEND_NODE || this == COMM_RECV_NODE || this == COMM_COLL_NODE;
    }
}
