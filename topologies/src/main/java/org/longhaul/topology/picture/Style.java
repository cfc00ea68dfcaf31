package org.longhaul.topology.picture;

/** The style sheet of a picture; a page may set the variables to its own colours. */
final class Style {
    static final String CSS =
            """
            <style>
            .lt{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
            .lt-paper{fill:var(--lt-paper,#fff)}
            .lt-title{font-size:17px;font-weight:600;fill:var(--lt-ink,#1c2733)}
            .lt-grid{stroke:var(--lt-grid,#eef2f6);stroke-width:1}
            .lt-card{fill:var(--lt-card,#f4f7fa);stroke:var(--lt-edge,#d5dee7)}
            .lt-site{font-size:12px;font-weight:600;fill:var(--lt-soft,#52616f)}
            .lt-name{font-size:11px;fill:var(--lt-ink,#1c2733);paint-order:stroke;stroke:var(--lt-paper,#fff);stroke-width:3px}
            .lt-note{font-size:11px;fill:var(--lt-soft,#52616f)}
            .lt-mid{text-anchor:middle}
            .lt-end{text-anchor:end}
            .lt-line{stroke:var(--lt-line,#7488a0);fill:none}
            .lt-use{fill:none}
            .lt-tag{fill:var(--lt-paper,#fff);fill-opacity:.92;stroke:var(--lt-edge,#d5dee7);stroke-width:.8}
            .lt-host{fill:#2f6fb5;stroke:#fff;stroke-width:1.5}
            .lt-switch{fill:#5c6b7a;stroke:#fff;stroke-width:1.5}
            .lt-place{fill:#2f6fb5;stroke:#fff;stroke-width:2}
            .lt-count{font-size:11px;font-weight:600;fill:#fff}
            </style>
            """;

    private Style() {}
}
