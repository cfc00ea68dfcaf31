/** Figures for documents, drawn alike as SVG and as PNG. */
@NullMarked
package org.longhaul.analysis.figure;

import org.jspecify.annotations.NullMarked;
