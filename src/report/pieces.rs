//! An article as its statements and what is dropped of it.

use crate::article::{Reason, Span};

/// What an article is made of.
pub(super) enum Piece<T> {
    Statement(T),
    Dropped(Reason),
}

/// Statements and what is dropped, each with its place: both stay in their
/// order, and what is dropped stands before the statements that follow it.
pub(super) fn pieces<T>(
    statements: impl Iterator<Item = (Span, T)>,
    dropped: &[(Span, Reason)],
) -> Vec<(Span, Piece<T>)> {
    let mut dropped = dropped.iter().peekable();
    let mut pieces = Vec::new();
    for (span, statement) in statements {
        while let Some((before, reason)) = dropped.next_if(|(d, _)| d.start < span.start) {
            pieces.push((*before, Piece::Dropped(*reason)));
        }
        pieces.push((span, Piece::Statement(statement)));
    }
    pieces.extend(dropped.map(|(after, reason)| (*after, Piece::Dropped(*reason))));
    pieces
}
