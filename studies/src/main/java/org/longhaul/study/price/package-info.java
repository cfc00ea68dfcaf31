/**
 * What a training costs: prices and powers that somebody states, each with its source and date, and the bill that follows from
 * them. What nobody states is not priced, and the bill says so.
 */
@NullMarked
package org.longhaul.study.price;

import org.jspecify.annotations.NullMarked;
