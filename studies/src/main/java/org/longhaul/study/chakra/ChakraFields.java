package org.longhaul.study.chakra;

/**
 * Numbers of the fields that are read and written, by message of {@code et_def.proto}, and the names of attributes: those that
 * Chakra's feeder knows, and those of ours, which say what the format has no field for.
 */
final class ChakraFields {
    static final int METADATA_VERSION = 1;
    static final int METADATA_ATTRIBUTES = 2;

    static final int NODE_ID = 1;
    static final int NODE_NAME = 2;
    static final int NODE_TYPE = 3;
    static final int NODE_DATA_DEPENDENCIES = 5;
    static final int NODE_DURATION_MICROS = 7;
    static final int NODE_ATTRIBUTES = 10;

    static final int ATTRIBUTE_NAME = 1;
    static final int ATTRIBUTE_DOUBLE = 3;
    static final int ATTRIBUTE_FLOAT = 5;
    static final int ATTRIBUTE_INT32 = 7;
    static final int ATTRIBUTE_INT64 = 9;
    static final int ATTRIBUTE_UINT32 = 11;
    static final int ATTRIBUTE_UINT64 = 13;
    static final int ATTRIBUTE_SINT32 = 15;
    static final int ATTRIBUTE_SINT64 = 17;
    static final int ATTRIBUTE_FIXED32 = 19;
    static final int ATTRIBUTE_FIXED64 = 21;
    static final int ATTRIBUTE_SFIXED32 = 23;
    static final int ATTRIBUTE_SFIXED64 = 25;
    static final int ATTRIBUTE_BOOL = 27;
    static final int ATTRIBUTE_STRING = 29;

    static final String IS_CPU = "is_cpu_op";
    static final String OPERATIONS = "num_ops";
    static final String TENSOR_BYTES = "tensor_size";
    static final String COLLECTIVE = "comm_type";
    static final String BYTES = "comm_size";
    static final String SOURCE = "comm_src";
    static final String TARGET = "comm_dst";
    static final String TAG = "comm_tag";
    static final String GROUP = "pg_name";

    static final String STEP = "longhaul.step";
    static final String PLACE = "longhaul.place";
    static final String NANOS = "longhaul.nanos";
    static final String ROOT = "longhaul.root";
    static final String LABEL = "longhaul.label";
    /** In the metadata of rank 0: what a whole trace is of, as JSON. */
    static final String ORIGIN = "longhaul.origin";

    private ChakraFields() {}
}
