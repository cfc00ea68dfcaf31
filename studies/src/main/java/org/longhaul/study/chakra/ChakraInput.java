package org.longhaul.study.chakra;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rank's execution trace, message by message; packed by gzip too, as Chakra's own reader does. Fields and attributes that
 * nobody here asks for are passed over.
 */
final class ChakraInput implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 256 << 20;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final Path path;
    private final InputStream file;
    private final String origin;
    private long messages;

    /** @throws InvalidTraceException if it does not begin as a trace */
    ChakraInput(Path path) throws IOException {
        this.path = path;
        this.file = unpacked(path);
        try {
            byte[] first = next();
            if (first == null) {
                throw fault("is empty; a trace begins with its metadata");
            }
            origin = metadata(first);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static InputStream unpacked(Path path) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        in.mark(2);
        boolean isPacked = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return isPacked ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** What the whole trace is of, in our words; empty in a trace of others. */
    String origin() {
        return origin;
    }

    /** The next node, or null at the end. @throws InvalidTraceException naming file and node */
    @Nullable
    ChakraNode node() throws IOException {
        byte[] message = next();
        if (message == null) {
            return null;
        }
        ChakraNode node = new ChakraNode();
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                field(in, tag, node);
            }
        } catch (InvalidProtocolBufferException e) {
            throw fault("message " + messages + " (" + node + ") is no node: " + e.getMessage());
        }
        if (node.isOfProcessor && node.type.communicates()) {
            // The call that starts an exchange, which is a node of its own.
            node.type = NodeType.COMP_NODE;
        }
        check(node);
        return node;
    }

    private void check(ChakraNode node) throws InvalidTraceException {
        if (node.type == NodeType.INVALID_NODE) {
            throw fault(node + " has no type; allowed: " + types());
        }
        if (node.type == NodeType.COMM_COLL_NODE && node.collective == null) {
            throw fault(node + " is a collective without " + ChakraFields.COLLECTIVE + "; allowed: "
                    + CollectiveType.ALLOWED);
        }
        if (node.type.communicates() && node.bytes < 0 && node.collective != CollectiveType.BARRIER) {
            throw fault(node + " communicates, and has no " + ChakraFields.BYTES + " of 0 or more");
        }
        if (node.durationMicros < 0 || node.durationMicros > Long.MAX_VALUE / 1_000_000) {
            throw fault(
                    node + " takes " + Long.toUnsignedString(node.durationMicros) + " microseconds, which is too long");
        }
    }

    private void field(CodedInputStream in, int tag, ChakraNode node) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case ChakraFields.NODE_ID -> node.id = in.readUInt64();
            case ChakraFields.NODE_NAME -> node.name = in.readString();
            case ChakraFields.NODE_TYPE -> node.type = type(in.readEnum(), node);
            case ChakraFields.NODE_DATA_DEPENDENCIES -> dependencies(in, tag, node);
            case ChakraFields.NODE_DURATION_MICROS -> node.durationMicros = in.readUInt64();
            case ChakraFields.NODE_ATTRIBUTES -> attribute(in.readByteArray(), node);
            default -> in.skipField(tag);
        }
    }

    private NodeType type(int number, ChakraNode node) {
        NodeType type = NodeType.of(number);
        if (type == null) {
            throw fault(node + " has type " + number + "; allowed: " + types());
        }
        return type;
    }

    private static String types() {
        StringBuilder words = new StringBuilder();
        for (NodeType type : NodeType.values()) {
            if (type != NodeType.INVALID_NODE) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(type.number())
                        .append(' ')
                        .append(type);
            }
        }
        return words.toString();
    }

    private static void dependencies(CodedInputStream in, int tag, ChakraNode node) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            CodedInputStream packed = CodedInputStream.newInstance(in.readByteArray());
            while (!packed.isAtEnd()) {
                addOnce(node, packed.readUInt64());
            }
        } else {
            addOnce(node, in.readUInt64());
        }
    }

    private static void addOnce(ChakraNode node, long id) {
        if (Arrays.stream(node.dependencies).noneMatch(known -> known == id)) {
            node.dependsOn(id);
        }
    }

    private void attribute(byte[] message, ChakraNode node) throws IOException {
        ChakraAttribute attribute = ChakraAttribute.read(message);
        switch (attribute.name()) {
            case ChakraFields.IS_CPU -> node.isOfProcessor = attribute.number() == 1;
            case ChakraFields.COLLECTIVE -> node.collective = collective(attribute.number(), node);
            case ChakraFields.BYTES -> node.bytes = attribute.number();
            case ChakraFields.SOURCE -> node.source = attribute.number();
            case ChakraFields.TARGET -> node.target = attribute.number();
            case ChakraFields.TAG -> node.tag = attribute.number();
            case ChakraFields.GROUP -> node.group = attribute.text();
            case ChakraFields.STEP -> node.step = attribute.number();
            case ChakraFields.PLACE -> node.place = attribute.number();
            case ChakraFields.NANOS -> node.nanos = attribute.number();
            case ChakraFields.ROOT -> node.root = attribute.number();
            case ChakraFields.LABEL -> node.label = attribute.text();
            default -> {
                // Of no use here.
            }
        }
    }

    private CollectiveType collective(long number, ChakraNode node) {
        CollectiveType kind = CollectiveType.of(number);
        if (kind == null) {
            throw fault(
                    node + " has " + ChakraFields.COLLECTIVE + " " + number + "; allowed: " + CollectiveType.ALLOWED);
        }
        return kind;
    }

    private String metadata(byte[] message) throws IOException {
        String found = "";
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case ChakraFields.METADATA_VERSION -> in.readStringRequireUtf8();
                    case ChakraFields.METADATA_ATTRIBUTES -> {
                        ChakraAttribute attribute = ChakraAttribute.read(in.readByteArray());
                        found = attribute.name().equals(ChakraFields.ORIGIN) ? attribute.text() : found;
                    }
                    default ->
                        throw fault("is no Chakra execution trace: its first message is not the metadata of one");
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw fault("is no Chakra execution trace: its first message is not the metadata of one (" + e.getMessage()
                    + ")");
        }
        return found;
    }

    /** The bytes of the next message, or null at the end of the file. */
    private byte @Nullable [] next() throws IOException {
        try {
            int first = file.read();
            if (first < 0) {
                return null;
            }
            int length = CodedInputStream.readRawVarint32(first, file);
            if (length < 0 || length > LARGEST_MESSAGE) {
                throw fault("is no Chakra execution trace, or damaged: message " + messages + " would be of "
                        + Integer.toUnsignedString(length) + " bytes");
            }
            byte[] message = file.readNBytes(length);
            if (message.length < length) {
                throw fault("ends within message " + messages + ": it has " + message.length + " of " + length
                        + " bytes" + (messages == 0 ? "; is it a Chakra execution trace?" : ""));
            }
            messages++;
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw fault("ends within the length of message " + messages);
        } catch (ZipException | java.io.EOFException e) {
            throw fault("is packed by gzip, and damaged after message " + messages + ": " + e.getMessage());
        }
    }

    private InvalidTraceException fault(String what) {
        return new InvalidTraceException(path + " " + what);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
