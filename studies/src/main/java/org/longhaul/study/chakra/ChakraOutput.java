package org.longhaul.study.chakra;

import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_BOOL;
import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_INT32;
import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_INT64;
import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_NAME;
import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_STRING;
import static org.longhaul.study.chakra.ChakraFields.ATTRIBUTE_UINT64;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a rank's execution trace: its metadata, then its nodes, each with its length before it. */
final class ChakraOutput implements AutoCloseable {
    /** Version of the schema whose fields these are. */
    private static final String VERSION = "0.0.4";

    private final OutputStream file;
    private final CodedOutputStream out;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();

    /** One message or a part of it. */
    @FunctionalInterface
    private interface Content {
        void write(CodedOutputStream to) throws IOException;
    }

    /**
     * Begins a file.
     *
     * @param origin what the whole trace is of; empty in the files of all ranks but the first
     */
    ChakraOutput(Path path, String origin) throws IOException {
        file = new BufferedOutputStream(Files.newOutputStream(path));
        out = CodedOutputStream.newInstance(file);
        message(to -> {
            to.writeString(ChakraFields.METADATA_VERSION, VERSION);
            if (!origin.isEmpty()) {
                text(to, ChakraFields.METADATA_ATTRIBUTES, ChakraFields.ORIGIN, origin);
            }
        });
    }

    void node(ChakraNode node) throws IOException {
        message(to -> {
            if (node.id != 0) {
                to.writeUInt64(ChakraFields.NODE_ID, node.id);
            }
            to.writeString(ChakraFields.NODE_NAME, node.name);
            to.writeEnum(ChakraFields.NODE_TYPE, node.type.number());
            if (node.dependencies.length > 0) {
                dependencies(to, node.dependencies);
            }
            if (node.durationMicros > 0) {
                to.writeUInt64(ChakraFields.NODE_DURATION_MICROS, node.durationMicros);
            }
            attributes(to, node);
        });
    }

    private void dependencies(CodedOutputStream to, long[] ids) throws IOException {
        bytes(to, ChakraFields.NODE_DATA_DEPENDENCIES, packed -> {
            for (long id : ids) {
                packed.writeUInt64NoTag(id);
            }
        });
    }

    private void attributes(CodedOutputStream to, ChakraNode node) throws IOException {
        attribute(to, ChakraFields.IS_CPU, value -> value.writeBool(ATTRIBUTE_BOOL, false));
        if (node.collective != null) {
            int kind = node.collective.number();
            attribute(to, ChakraFields.COLLECTIVE, value -> value.writeInt64(ATTRIBUTE_INT64, kind));
        }
        number(to, ChakraFields.BYTES, node.bytes);
        if (node.source != ChakraNode.UNSAID) {
            attribute(to, ChakraFields.SOURCE, value -> value.writeInt32(ATTRIBUTE_INT32, (int) node.source));
            attribute(to, ChakraFields.TARGET, value -> value.writeInt32(ATTRIBUTE_INT32, (int) node.target));
            attribute(to, ChakraFields.TAG, value -> value.writeInt32(ATTRIBUTE_INT32, (int) node.tag));
        }
        if (!node.group.isEmpty()) {
            text(to, ChakraFields.NODE_ATTRIBUTES, ChakraFields.GROUP, node.group);
        }
        number(to, ChakraFields.OPERATIONS, node.operations);
        if (node.tensorBytes != ChakraNode.UNSAID) {
            attribute(to, ChakraFields.TENSOR_BYTES, value -> value.writeUInt64(ATTRIBUTE_UINT64, node.tensorBytes));
        }
        number(to, ChakraFields.STEP, node.step);
        number(to, ChakraFields.PLACE, node.place);
        number(to, ChakraFields.NANOS, node.nanos);
        number(to, ChakraFields.ROOT, node.root);
        if (!node.label.isEmpty()) {
            text(to, ChakraFields.NODE_ATTRIBUTES, ChakraFields.LABEL, node.label);
        }
    }

    private void number(CodedOutputStream to, String name, long value) throws IOException {
        if (value != ChakraNode.UNSAID) {
            attribute(to, name, content -> content.writeInt64(ATTRIBUTE_INT64, value));
        }
    }

    private void text(CodedOutputStream to, int field, String name, String value) throws IOException {
        attribute(to, field, name, content -> content.writeString(ATTRIBUTE_STRING, value));
    }

    private void attribute(CodedOutputStream to, String name, Content value) throws IOException {
        attribute(to, ChakraFields.NODE_ATTRIBUTES, name, value);
    }

    private void attribute(CodedOutputStream to, int field, String name, Content value) throws IOException {
        bytes(to, field, content -> {
            content.writeString(ATTRIBUTE_NAME, name);
            value.write(content);
        });
    }

    /** A field that holds a message of its own, or packed numbers. */
    private void bytes(CodedOutputStream to, int field, Content content) throws IOException {
        part.reset();
        CodedOutputStream inner = CodedOutputStream.newInstance(part);
        content.write(inner);
        inner.flush();
        to.writeByteArray(field, part.toByteArray());
    }

    private void message(Content content) throws IOException {
        message.reset();
        CodedOutputStream inner = CodedOutputStream.newInstance(message);
        content.write(inner);
        inner.flush();
        out.writeUInt32NoTag(message.size());
        out.writeRawBytes(message.toByteArray());
    }

    @Override
    public void close() throws IOException {
        try (file) {
            out.flush();
        }
    }
}
