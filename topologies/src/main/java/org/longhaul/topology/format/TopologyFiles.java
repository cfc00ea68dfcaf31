package org.longhaul.topology.format;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.topology.Topology;

/** Reads and writes topology files, choosing the format by the name's ending and, where that is not enough, the content. */
public final class TopologyFiles {
    /** Bytes of the largest file that is read: room for a million links in any format. */
    public static final long LARGEST_FILE_BYTES = 512L << 20;

    private static final int HEAD = 4096;
    private static final Pattern XML_ENCODING =
            Pattern.compile("\\A(?:\u00ef\u00bb\u00bf)?<\\?xml[^>]*encoding=[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

    private TopologyFiles() {}

    /**
     * Returns the topology in the file {@code path}: UTF-8, or what a byte order mark or an XML declaration says.
     *
     * @throws TopologyFormatException if it is missing, a directory, empty, too large, of no known format or not valid
     */
    public static Topology read(Path path) {
        return read(path, LARGEST_FILE_BYTES);
    }

    static Topology read(Path path, long largestBytes) {
        String name = path.toString();
        checkFile(path, name, largestBytes);
        try (BufferedReader text = open(path)) {
            text.mark(HEAD);
            char[] head = new char[HEAD];
            int length = Math.max(0, text.read(head, 0, HEAD));
            text.reset();
            skipByteOrderMark(text);
            return choose(name, new String(head, 0, length)).read(text, name);
        } catch (CharacterCodingException e) {
            throw notText(name, e);
        } catch (IOException e) {
            throw refuse(name, "the file cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Returns the text of a file, decoded as {@link #read(Path)} does: what belongs to a topology but is none.
     *
     * @throws TopologyFormatException if it is missing, a directory, empty, too large or not text
     */
    public static String text(Path path, long largestBytes) {
        String name = path.toString();
        checkFile(path, name, largestBytes);
        try (BufferedReader text = open(path)) {
            skipByteOrderMark(text);
            StringWriter whole = new StringWriter();
            text.transferTo(whole);
            return whole.toString();
        } catch (CharacterCodingException e) {
            throw notText(name, e);
        } catch (IOException e) {
            throw refuse(name, "the file cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Writes {@code topology} to {@code path} in the format of a writer.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Topology topology, Path path, TopologyWriter writer) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(path, StandardCharsets.UTF_8)) {
            writer.write(topology, out);
        }
    }

    private static void checkFile(Path path, String name, long largestBytes) {
        if (!Files.exists(path)) {
            throw refuse(name, "the file does not exist", null);
        }
        if (Files.isDirectory(path)) {
            throw refuse(name, "this is a directory; allowed: a topology file", null);
        }
        if (!Files.isRegularFile(path)) {
            throw refuse(name, "this is a device or a pipe; allowed: a topology file", null);
        }
        try {
            long size = Files.size(path);
            if (size == 0) {
                throw refuse(name, "the file is empty; allowed: a topology with at least one node", null);
            }
            if (size > largestBytes) {
                throw refuse(name, "the file has " + size + " bytes; allowed: at most " + largestBytes, null);
            }
        } catch (IOException e) {
            throw refuse(name, "the file cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static BufferedReader open(Path path) throws IOException {
        byte[] head;
        try (InputStream bytes = Files.newInputStream(path)) {
            head = bytes.readNBytes(256);
        }
        Reader strict = new InputStreamReader(
                Files.newInputStream(path),
                encoding(path, head)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return new BufferedReader(strict, 1 << 16);
    }

    /** A byte order mark says it, else the declaration of an XML file, else it is UTF-8. */
    private static Charset encoding(Path path, byte[] head) {
        if (head.length > 1 && (head[0] & 0xff) == 0xfe && (head[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        if (head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        Matcher declared = XML_ENCODING.matcher(text);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalArgumentException e) {
            throw new TopologyFormatException(
                    path.toString(),
                    1,
                    "encoding",
                    "is \"" + declared.group(1) + "\"; allowed: one that Java knows, such as UTF-8 or ISO-8859-1",
                    e);
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != '\ufeff') {
            text.reset();
        }
    }

    private static TopologyFormatException notText(String name, CharacterCodingException e) {
        return refuse(
                name,
                "the file is not text in its encoding; allowed: UTF-8, UTF-16 with a byte order mark, or what an XML file"
                        + " declares",
                e);
    }

    private static TopologyReader choose(String name, String head) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        List<TopologyReader> byEnding = new ArrayList<>();
        List<String> endings = new ArrayList<>();
        for (TopologyReader reader : TopologyFormats.readers()) {
            endings.addAll(reader.extensions());
            if (reader.extensions().contains(ending)) {
                byEnding.add(reader);
            }
        }
        if (byEnding.size() == 1) {
            return byEnding.get(0);
        }
        for (TopologyReader reader : byEnding.isEmpty() ? TopologyFormats.readers() : byEnding) {
            if (reader.recognises(head)) {
                return reader;
            }
        }
        throw refuse(
                name,
                "no known topology format; allowed endings: "
                        + String.join(", ", endings.stream().distinct().sorted().toList()),
                null);
    }

    private static TopologyFormatException refuse(
            String file, String problem, @org.jspecify.annotations.Nullable Throwable cause) {
        return new TopologyFormatException(file, 0, "", problem, cause);
    }
}
