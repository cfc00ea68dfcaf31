package org.longhaul.study.chakra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The trace of a rank as it was read. */
record RankFile(Path path, String origin, List<ChakraNode> nodes) {
    private static final Pattern NAME = Pattern.compile("(.+)\\.(\\d{1,6})\\.et(?:\\.gz)?");

    static RankFile read(Path path) throws IOException {
        try (ChakraInput in = new ChakraInput(path)) {
            List<ChakraNode> nodes = new ArrayList<>();
            for (ChakraNode node = in.node(); node != null; node = in.node()) {
                nodes.add(node);
            }
            return new RankFile(path, in.origin(), nodes);
        }
    }

    /**
     * The files of a folder by the name of their trace, each in the order of its ranks.
     *
     * @throws InvalidTraceException if there is none, or a rank is missing
     */
    static Map<String, List<Path>> in(Path folder) throws IOException {
        Map<String, TreeMap<Integer, Path>> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    Path same = found.computeIfAbsent(name.group(1), trace -> new TreeMap<>())
                            .putIfAbsent(Integer.parseInt(name.group(2)), file);
                    if (same != null) {
                        throw new InvalidTraceException(file + " is of the same rank as " + same);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            throw new InvalidTraceException(
                    folder + " holds no execution trace; its files are called NAME.RANK.et, with ranks" + " from 0 on");
        }
        Map<String, List<Path>> traces = new TreeMap<>();
        found.forEach((name, ranks) -> {
            for (int rank = 0; rank < ranks.size(); rank++) {
                if (!ranks.containsKey(rank)) {
                    throw new InvalidTraceException(folder + ": of the trace " + name + " there are " + ranks.size()
                            + " ranks up to " + ranks.lastKey() + ", and rank " + rank + " is missing");
                }
            }
            traces.put(name, List.copyOf(ranks.values()));
        });
        return traces;
    }
}
